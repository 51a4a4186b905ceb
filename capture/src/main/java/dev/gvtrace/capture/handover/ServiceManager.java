// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.handover;

import dev.gvtrace.capture.socket.DescriptorStore;
import dev.gvtrace.capture.socket.InheritedDescriptor;
import dev.gvtrace.capture.socket.MemoryFile;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * systemd, as far as it holds sockets for the recorder: the one that sandboxes connect to, of a socket unit, and the
 * connections under way, in its store for descriptors. So sandboxes that connect while the recorder is restarted wait,
 * and those that are connected notice nothing. Thread-safe.
 */
public final class ServiceManager implements Closeable {
    private static final String PREFIX = "gvtrace-sandbox-";

    private final List<InheritedDescriptor> inherited;
    private final @Nullable DescriptorStore store;
    private final Consumer<String> log;
    private @Nullable Boolean keeping;

    private ServiceManager(List<InheritedDescriptor> inherited, @Nullable DescriptorStore store, Consumer<String> log) {
        this.inherited = new ArrayList<>(inherited);
        this.store = store;
        this.log = log;
    }

    /** None: the recorder makes its socket, and its end is that of the connections. */
    public static ServiceManager none() {
        return new ServiceManager(List.of(), null, line -> {});
    }

    /**
     * The one that the environment describes.
     *
     * @param log receives log lines
     * @throws IOException when the environment names descriptors that are not there
     */
    public static ServiceManager of(Map<String, String> environment, Consumer<String> log) throws IOException {
        return of(InheritedDescriptor.of(environment, log), environment, log);
    }

    /** The same for descriptors that were passed in another way. */
    public static ServiceManager of(
            List<InheritedDescriptor> inherited, Map<String, String> environment, Consumer<String> log) {
        return new ServiceManager(inherited, DescriptorStore.of(environment), log);
    }

    /**
     * Listens: on the socket of a socket unit if there is one, otherwise on one of its own.
     *
     * @throws IOException when the socket unit's socket is another one, or the socket cannot be made
     */
    public synchronized SeqpacketListener listen(Path path) throws IOException {
        SeqpacketListener listener = null;
        try {
            for (InheritedDescriptor each : List.copyOf(inherited)) {
                if (each.isListening()) {
                    inherited.remove(each);
                    String text = each.text();
                    SeqpacketListener next = SeqpacketListener.adopt(each, path);
                    if (listener != null) {
                        next.close();
                        throw new IOException(text + ": second socket for the same path, expected one");
                    }
                    listener = next;
                }
            }
        } catch (IOException | RuntimeException e) {
            if (listener != null) {
                listener.close();
            }
            throw e;
        }
        return listener == null ? SeqpacketListener.open(path) : listener;
    }

    /**
     * The connections that the recorder before has left. Each is returned once; what cannot be used is closed, and
     * removed from the store.
     */
    public synchronized List<LeftConnection> connections() {
        List<LeftConnection> found = new ArrayList<>();
        if (store == null) {
            inherited.forEach(this::discard);
        } else {
            Map<String, List<InheritedDescriptor>> byName = new LinkedHashMap<>();
            for (InheritedDescriptor each : inherited) {
                byName.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
            }
            byName.forEach((name, parts) -> {
                LeftConnection left = connection(store, name, parts);
                if (left != null) {
                    found.add(left);
                }
            });
        }
        inherited.clear();
        return found;
    }

    private @Nullable LeftConnection connection(DescriptorStore from, String name, List<InheritedDescriptor> parts) {
        List<InheritedDescriptor> rest = new ArrayList<>(parts);
        SeqpacketConnection connection = null;
        MemoryFile memory = null;
        try {
            for (InheritedDescriptor part : parts) {
                if (connection == null && part.isConnection()) {
                    rest.remove(part);
                    connection = part.toConnection();
                } else if (memory == null && part.isMemoryFile()) {
                    rest.remove(part);
                    memory = part.toMemoryFile();
                }
            }
            rest.forEach(this::discard);
            rest.clear();
            if (connection != null && memory != null) {
                return new LeftConnection(connection, state(memory), new KeptConnection(from, name, memory));
            }
            throw new IOException(connection == null ? "there is no connection" : "there is no state of it");
        } catch (IOException | RuntimeException e) {
            rest.forEach(this::discard);
            closeQuietly(connection);
            closeQuietly(memory);
            log.accept("what the recorder before has left as " + name + " cannot be used: " + e.getMessage());
            forget(from, name);
            return null;
        }
    }

    private static ConnectionState state(MemoryFile memory) throws IOException {
        byte[] content = memory.read();
        if (content == null) {
            throw new IOException("its state is incomplete");
        }
        return StateJson.decode(content);
    }

    private void discard(InheritedDescriptor descriptor) {
        log.accept(descriptor.text() + ": passed by the service manager, and not used");
        descriptor.close();
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException e) {
            // nothing more can be done
        }
    }

    private void forget(DescriptorStore from, String name) {
        try {
            from.remove(name);
        } catch (IOException e) {
            log.accept(name + " cannot be removed from the service manager's store: " + e.getMessage());
        }
    }

    /**
     * Prepares to leave a connection to the next recorder, whatever ends this one; null where nothing is kept.
     *
     * @throws IOException when that is impossible
     */
    public @Nullable KeptConnection prepare() throws IOException {
        DescriptorStore to = store;
        return to == null || !isKeeping()
                ? null
                : new KeptConnection(to, PREFIX + UUID.randomUUID(), MemoryFile.create());
    }

    /** True if the store exists; asked once. */
    private synchronized boolean isKeeping() {
        if (keeping == null) {
            keeping = canHandOver();
        }
        return keeping;
    }

    /** True if the service manager has kept each connection so far, so that all can be left to the next recorder. */
    public boolean canHandOver() {
        try {
            return store != null && store.keepsMore();
        } catch (IOException e) {
            log.accept("connections cannot be left with the service manager: " + e.getMessage());
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
