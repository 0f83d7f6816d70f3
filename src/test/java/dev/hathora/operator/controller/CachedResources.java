package dev.hathora.operator.controller;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;

/** The framework's cache, with these resources. */
final class CachedResources implements IndexerResourceCache<HathoraRoom> {
    private final List<HathoraRoom> all;
    private Function<HathoraRoom, List<String>> indexer = room -> List.of();

    CachedResources(List<HathoraRoom> all) {
        this.all = all;
    }

    @Override
    public void addIndexers(Map<String, Function<HathoraRoom, List<String>>> indexers) {
        indexer = indexers.values().iterator().next();
    }

    @Override
    public List<HathoraRoom> byIndex(String indexName, String indexKey) {
        return all.stream().filter(room -> indexer.apply(room).contains(indexKey)).toList();
    }

    @Override
    public Stream<HathoraRoom> list(Predicate<HathoraRoom> predicate) {
        return all.stream().filter(predicate);
    }

    @Override
    public Stream<HathoraRoom> list(String namespace, Predicate<HathoraRoom> predicate) {
        return list(predicate);
    }

    @Override
    public Optional<HathoraRoom> get(ResourceID resourceID) {
        return list(room -> ResourceID.fromResource(room).equals(resourceID)).findFirst();
    }

    @Override
    public boolean contains(ResourceID resourceID) {
        return get(resourceID).isPresent();
    }

    @Override
    public Stream<ResourceID> keys() {
        return all.stream().map(ResourceID::fromResource);
    }
}
