// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/** A store for descriptors as systemd has it, of a limited size. */
public final class FakeServiceManager implements Closeable {
    private static final int POLL_MILLIS = 50;

    private final Path path;
    private final int most;
    private final AFUNIXDatagramSocket socket;
    private final List<InheritedDescriptor> kept = new ArrayList<>();
    private final Thread thread = new Thread(this::serve, "service manager");
    private volatile boolean closed;

    private FakeServiceManager(Path path, int most) throws IOException {
        this.path = path;
        this.most = most;
        socket = AFUNIXDatagramSocket.newInstance();
        socket.setAncillaryReceiveBufferSize(1024);
        socket.setSoTimeout(POLL_MILLIS);
        socket.bind(AFUNIXSocketAddress.of(path));
        thread.start();
    }

    /** Listens at a path; keeps so many descriptors. */
    public static FakeServiceManager at(Path path, int most) throws IOException {
        return new FakeServiceManager(path, most);
    }

    /** What a service finds in its environment. */
    public Map<String, String> environment() {
        return Map.of("NOTIFY_SOCKET", path.toString());
    }

    /** What the next process of the service inherits: other descriptors of the same files and sockets. */
    public synchronized List<InheritedDescriptor> inherited() throws IOException {
        List<InheritedDescriptor> copies = new ArrayList<>();
        for (InheritedDescriptor each : kept) {
            copies.add(new InheritedDescriptor(
                    number(FileDescriptorCast.duplicating(FileDescriptorCast.unsafeUsing(each.number())
                                    .getFileDescriptor())
                            .getFileDescriptor()),
                    each.name()));
        }
        return copies;
    }

    /** The number of descriptors it keeps. */
    public synchronized int size() {
        return kept.size();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!closed) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                FileDescriptor[] received = socket.getReceivedFileDescriptors();
                take(
                        new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8),
                        received == null ? new FileDescriptor[0] : received);
            } catch (SocketTimeoutException e) {
                // nothing came
            } catch (IOException e) {
                return;
            }
        }
    }

    private synchronized void take(String lines, FileDescriptor... received) throws IOException {
        String name = lines.replaceAll("(?s).*FDNAME=([^\n]*).*", "$1");
        for (FileDescriptor each : received) {
            int number = number(each);
            if (lines.startsWith("FDSTORE=1") && kept.size() < most && !isKept(number)) {
                kept.add(new InheritedDescriptor(number, name));
            } else {
                LinuxCalls.close(number);
            }
        }
        if (lines.startsWith("FDSTOREREMOVE=1")) {
            kept.removeIf(each -> {
                if (each.name().equals(name)) {
                    LinuxCalls.close(each.number());
                }
                return each.name().equals(name);
            });
        }
    }

    private boolean isKept(int number) throws IOException {
        for (InheritedDescriptor each : kept) {
            if (identity(each.number()).equals(identity(number))) {
                return true;
            }
        }
        return false;
    }

    private static Object identity(int number) throws IOException {
        return Files.readAttributes(Path.of("/proc/self/fd", Integer.toString(number)), "unix:dev,ino");
    }

    private static int number(FileDescriptor descriptor) throws IOException {
        return FileDescriptorCast.using(descriptor).as(Integer.class);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
        kept.forEach(InheritedDescriptor::close);
    }
}
