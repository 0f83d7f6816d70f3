package dev.hathora.operator.room;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a search for other resources that want a room has found.
 *
 * @param holder the resource that stands in the way; null: none does
 * @param yields whether a claim is to be taken back for it. Otherwise it may still give way itself, and is waited for.
 */
public record Contest(@Nullable Holder holder, boolean yields) {
    /**
     * Who may have the room.
     *
     * @param self the resource that wants it
     * @param fresh whether its claim was written just now by whoever asks, and nothing was done with the room since
     * @param others the other resources that want it
     */
    public static Contest of(Contender self, boolean fresh, List<Contender> others) {
        if (self.hold() == Contender.Hold.WANTED) {
            Contender first = others.stream().filter(other -> other.compareTo(self) < 0).min(Contender::compareTo)
                    .orElse(null);
            return new Contest(first == null ? null : first.holder(), false);
        }
        // whoever has not laid claim to it yet sees this claim before it does
        Contender rival = others.stream().filter(other -> other.holder().claimed()).min(Contender::compareTo)
                .orElse(null);
        if (rival == null) {
            return new Contest(null, false);
        }
        // one that claimed it earlier, and has not seen this claim, may be about to make the room: younger or not
        return new Contest(rival.holder(), fresh || rival.compareTo(self) < 0);
    }
}
