package dev.hathora.operator.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that is wrong and may jump. */
public final class JumpingClock implements InstantSource {
    private volatile Duration wrong;

    /** One that is right at first. */
    public JumpingClock() {
        this(Duration.ZERO);
    }

    /** @param wrong by how much it is ahead; negative: behind */
    public JumpingClock(Duration wrong) {
        this.wrong = wrong;
    }

    /** Puts it forward, or back where this is negative. */
    public void jump(Duration by) {
        wrong = wrong.plus(by);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(wrong);
    }
}
