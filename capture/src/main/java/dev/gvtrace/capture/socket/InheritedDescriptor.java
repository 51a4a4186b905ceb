// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that the service manager passed to this process, as {@code sd_listen_fds(3)} describes: a socket on
 * which it listens, or one from its store. Each can be taken over or closed once.
 *
 * @param number number of the descriptor
 * @param name {@code FileDescriptorName=} of a socket unit, or {@code FDNAME} of the store
 */
public record InheritedDescriptor(int number, String name) {
    private static final int FIRST = 3;
    /** A service manager passes no more than its limit for files. */
    private static final int MOST = 1 << 20;

    private static final String UNNAMED = "unknown";

    /**
     * The descriptors that {@code LISTEN_FDS}, {@code LISTEN_PID} and {@code LISTEN_FDNAMES} name. Empty without them,
     * and if they are meant for another process.
     *
     * @param log receives a line if they are meant for another process
     * @throws IOException when they name descriptors that are not open, or cannot be read
     */
    public static List<InheritedDescriptor> of(Map<String, String> environment, Consumer<String> log)
            throws IOException {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        if (count.isEmpty()) {
            return List.of();
        }
        String pid = environment.getOrDefault("LISTEN_PID", "");
        long own = ProcessHandle.current().pid();
        if (!pid.equals(Long.toString(own))) {
            log.accept("LISTEN_PID is '" + pid + "', and this is process " + own
                    + ": the sockets that the service manager passed are not used");
            return List.of();
        }
        if (!count.matches("\\d{1,7}") || Integer.parseInt(count) > MOST) {
            throw new IOException("invalid LISTEN_FDS '" + count + "': expected a number");
        }
        if (!LinuxCalls.areAvailable()) {
            throw new IOException("sockets of the service manager cannot be used: system calls are not available");
        }
        return open(Integer.parseInt(count), environment.getOrDefault("LISTEN_FDNAMES", ""));
    }

    private static List<InheritedDescriptor> open(int count, String names) throws IOException {
        String[] each = names.split(":", -1);
        List<InheritedDescriptor> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = FIRST + i;
            Path open = Path.of("/proc/self/fd", Integer.toString(number));
            if (!Files.exists(open, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("invalid LISTEN_FDS " + count + ": descriptor " + number + " is not open");
            }
            found.add(new InheritedDescriptor(number, i < each.length && !each[i].isEmpty() ? each[i] : UNNAMED));
        }
        return found;
    }

    /** True for a socket on which connections can be accepted. */
    public boolean isListening() {
        return LinuxCalls.isListening(number);
    }

    /** True for a connected SEQPACKET socket. */
    public boolean isConnection() {
        return LinuxCalls.isSeqpacket(number) && !LinuxCalls.isListening(number);
    }

    /** True for a {@link MemoryFile}. */
    public boolean isMemoryFile() {
        return MemoryFile.isOne(number);
    }

    /** Takes over a connection. */
    public SeqpacketConnection toConnection() throws IOException {
        return SeqpacketConnection.adopt(number);
    }

    /** Takes over a memory file. */
    public MemoryFile toMemoryFile() throws IOException {
        return MemoryFile.adopt(number);
    }

    /** Closes it. What it refers to stays open where other processes have a descriptor of it. */
    public void close() {
        LinuxCalls.close(number);
    }

    /** Number, name and kind, for messages. */
    public String text() {
        return "descriptor " + number + " (" + name + ")" + kind();
    }

    private String kind() {
        Path target = target();
        return target == null ? "" : ", " + FileNames.text(target);
    }

    private @Nullable Path target() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(number)));
        } catch (IOException e) {
            return null;
        }
    }
}
