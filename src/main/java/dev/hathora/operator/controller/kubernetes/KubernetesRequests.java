package dev.hathora.operator.controller.kubernetes;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets so many requests to the Kubernetes API be on their way at once; more wait here, on their virtual threads. Each has a
 * connection of its own meanwhile, and the client's own settings for this are read by none of its implementations. The
 * informers and the lease do not wait.
 */
public final class KubernetesRequests {
    /** A fraction of the 400 that an API server works on at once, for all of its clients. */
    private static final int AT_ONCE = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private int onTheirWay;
    private int waiting;

    /**
     * Sends a request as soon as the limit allows. Must not be called within another request, because both would wait.
     * Exceptions of the request are passed on.
     */
    public <T> T send(Supplier<T> request) {
        enter();
        try {
            return request.get();
        } finally {
            leave();
        }
    }

    /**
     * Sends a request as soon as the limit allows. Must not be called within another request, because both would wait.
     * Exceptions of the request are passed on.
     */
    public void run(Runnable request) {
        enter();
        try {
            request.run();
        } finally {
            leave();
        }
    }

    /**
     * Sends a request as soon as the limit allows and no other request waits. Must not be called within another request.
     */
    public void sendBehind(Runnable request) {
        enterBehind();
        try {
            request.run();
        } finally {
            leave();
        }
    }

    private void enter() {
        lock.lock();
        try {
            waiting++;
            while (onTheirWay >= AT_ONCE) {
                room.awaitUninterruptibly();
            }
            waiting--;
            onTheirWay++;
        } finally {
            lock.unlock();
        }
    }

    private void enterBehind() {
        lock.lock();
        try {
            while (onTheirWay >= AT_ONCE || waiting > 0) {
                idle.awaitUninterruptibly();
            }
            onTheirWay++;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            onTheirWay--;
            if (waiting > 0) {
                room.signal();
            } else {
                idle.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
