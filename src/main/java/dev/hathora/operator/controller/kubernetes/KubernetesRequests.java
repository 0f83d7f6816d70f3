package dev.hathora.operator.controller.kubernetes;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Limits the concurrent requests to the Kubernetes API. Further requests wait here, on their virtual threads. Each
 * request needs a connection, and the HTTP client ignores Fabric8's own setting for this limit. The requests of
 * informers and of the leader election are not limited. Thread-safe.
 */
public final class KubernetesRequests {
    /** A fraction of the 400 concurrent requests that an API server admits for all of its clients. */
    private static final int AT_ONCE = 50;

    private final int atOnce;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private int onTheirWay;
    private int waiting;

    /** With the limit for many resources. */
    public KubernetesRequests() {
        this(AT_ONCE);
    }

    /** @param atOnce the largest number of concurrent requests, and so of connections; at least 1 */
    public KubernetesRequests(int atOnce) {
        this.atOnce = atOnce;
    }

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
            while (onTheirWay >= atOnce) {
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
            while (onTheirWay >= atOnce || waiting > 0) {
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
