// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notifies systemd that the service is ready, alive or stopping, if the environment requests it. Any thread. */
public final class ServiceNotifier implements Closeable {
    private static final long MICROS_PER_MILLI = 1000;

    private final @Nullable NotifySocket socket;
    private final long watchdogMillis;

    private ServiceNotifier(@Nullable NotifySocket socket, long watchdogMillis) {
        this.socket = socket;
        this.watchdogMillis = watchdogMillis;
    }

    /** Uses {@code NOTIFY_SOCKET} and {@code WATCHDOG_USEC} of the environment; does nothing without them. */
    public static ServiceNotifier of(Map<String, String> environment) {
        String name = environment.get("NOTIFY_SOCKET");
        if (name == null || name.isEmpty()) {
            return new ServiceNotifier(null, 0);
        }
        try {
            return new ServiceNotifier(NotifySocket.open(name), watchdog(environment.get("WATCHDOG_USEC")));
        } catch (IOException e) {
            return new ServiceNotifier(null, 0);
        }
    }

    private static long watchdog(@Nullable String micros) {
        try {
            return micros == null ? 0 : Long.parseLong(micros) / MICROS_PER_MILLI;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** How often {@link #alive} is to be called, in milliseconds: half of what systemd allows; 0 for never. */
    public long aliveEveryMillis() {
        return watchdogMillis / 2;
    }

    /** The service listens. */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + status);
    }

    /** The service is alive. */
    public void alive(String status) {
        send("WATCHDOG=1\nSTATUS=" + status);
    }

    /** The service is about to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    private void send(String lines) {
        if (socket != null) {
            try {
                socket.send(lines);
            } catch (IOException e) {
                // best effort
            }
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // best effort
            }
        }
    }
}
