package dev.hathora.operator.room;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The result of a search for other resources that request a room.
 *
 * @param holder the resource that takes precedence; null if there is none
 * @param yields whether this resource's claim is to be withdrawn; otherwise the other resource may still withdraw, and
 *     this one waits
 */
public record Contest(@Nullable Holder holder, boolean yields) {
    /**
     * Decides which resource gets the room.
     *
     * @param self the resource that requests it
     * @param fresh whether its claim was written just now, and nothing was done with the room since
     * @param others the other resources that request it
     */
    public static Contest of(Contender self, boolean fresh, List<Contender> others) {
        if (self.hold() == Contender.Hold.WANTED) {
            Contender first = others.stream().filter(other -> other.compareTo(self) < 0).min(Contender::compareTo)
                    .orElse(null);
            return new Contest(first == null ? null : first.holder(), false);
        }
        // a resource that has not claimed the room yet will see this claim first
        Contender rival = others.stream().filter(other -> other.holder().claimed()).min(Contender::compareTo)
                .orElse(null);
        if (rival == null) {
            return new Contest(null, false);
        }
        // a resource that claimed it earlier, and has not seen this claim, may be about to create the room, whatever
        // its age
        return new Contest(rival.holder(), fresh || rival.compareTo(self) < 0);
    }
}
