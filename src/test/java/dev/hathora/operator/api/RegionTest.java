package dev.hathora.operator.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

class RegionTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNRECOGNIZED")
    void isSpelledInManifestsAsHathoraSpellsIt(Region region) {
        assertThat(new JsonMapper().convertValue(region, String.class)).isEqualTo(region.hathoraName());
    }
}
