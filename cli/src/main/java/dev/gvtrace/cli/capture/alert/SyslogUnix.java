// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.capture.socket.UnixDatagrams;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The system's own log, or another that reads datagrams from a Unix socket. */
final class SyslogUnix implements AlertDestination {
    private static final int TRIES = 200;
    private static final long PAUSE_MILLIS = 10;

    private final Path path;
    private final SyslogMessage message;
    private @Nullable UnixDatagrams socket;

    SyslogUnix(Path path, SyslogMessage message) {
        this.path = path;
        this.message = message;
    }

    @Override
    public String name() {
        return "syslog:" + FileNames.text(path);
    }

    @Override
    public byte[] encode(Alert alert) {
        return message.of(alert);
    }

    @Override
    public void deliver(byte[] encoded) throws IOException, InterruptedException {
        try {
            UnixDatagrams open = socket;
            if (open == null) {
                open = UnixDatagrams.to(path);
                socket = open;
            }
            send(open, encoded);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The kernel queues few datagrams, so a burst has to wait for the reader. */
    private static void send(UnixDatagrams to, byte[] encoded) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (to.send(encoded)) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IOException("it is not read");
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // nothing more can be done
            }
            socket = null;
        }
    }
}
