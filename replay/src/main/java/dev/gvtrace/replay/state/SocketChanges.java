// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.AddressedCall;
import dev.gvtrace.replay.event.message.ListenCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.SocketpairCall;
import org.jspecify.annotations.Nullable;

/** Applies calls that create, bind and connect sockets (gvisor-semantics 5.9). */
final class SocketChanges {
    private static final int TYPE = 0xf;
    private static final int EINPROGRESS = 115;

    /** One of the methods below. */
    interface Change {
        void apply(SocketChanges sockets, Event event, @Nullable ThreadInfo thread, EventContext out);
    }

    private final SandboxState state;
    private final DescriptorChanges descriptors;

    SocketChanges(SandboxState state, DescriptorChanges descriptors) {
        this.state = state;
        this.descriptors = descriptors;
    }

    /** Data was sent or received on the descriptor: a pending connect succeeded. */
    static void transferred(FdInfo fd) {
        SocketInfo socket = fd.socket();
        if (socket != null && !socket.connected()) {
            socket.establish();
        }
    }

    private FdInfo put(@Nullable ThreadInfo thread, int number, SocketInfo socket, boolean closeOnExec) {
        FdInfo before = DescriptorChanges.get(thread, number);
        FdInfo fd = new FdInfo(number, socket, closeOnExec, state.epoch);
        fd.madeAt = before == null ? 0 : before.madeAt;
        descriptors.put(thread, fd);
        return fd;
    }

    private FdInfo hand(@Nullable ThreadInfo thread, int number, SocketInfo socket, boolean closeOnExec) {
        FdInfo fd = new FdInfo(number, socket, closeOnExec, state.epoch);
        descriptors.hand(thread, fd);
        return fd;
    }

    void socket(Event event, @Nullable ThreadInfo thread, EventContext out) {
        if (!DescriptorChanges.made(event, out)) {
            return;
        }
        int family = (int) event.argument(0);
        int type = (int) event.argument(1);
        int protocol = (int) event.argument(2);
        SocketInfo socket = new SocketInfo(family, type & TYPE, SocketInfo.Protocol.of(family, type, protocol));
        out.fd = hand(thread, (int) event.result(), socket, (type & DescriptorChanges.CLOEXEC) != 0);
    }

    void socketpair(Event event, @Nullable ThreadInfo thread, EventContext out) {
        out.fdNumber = -1;
        if (event.failed() || !(event.message() instanceof SocketpairCall call)) {
            return;
        }
        int type = call.socketType();
        boolean closeOnExec = (type & DescriptorChanges.CLOEXEC) != 0;
        int[] numbers = {call.firstFd(), call.secondFd()};
        for (int number : numbers) {
            SocketInfo end = new SocketInfo(
                    call.domain(), type & TYPE, SocketInfo.Protocol.of(call.domain(), type, call.protocol()));
            out.fd = hand(thread, number, end, closeOnExec);
        }
        out.fdNumber = call.secondFd();
    }

    private static @Nullable SocketAddress address(Message message) {
        return message instanceof AddressedCall call
                ? SocketAddress.read(call.addressBuffer(), call.addressOffset(), call.addressLength())
                : null;
    }

    /** The socket that a call uses. If it is unknown, its kind is that of the address; null without one. */
    private @Nullable FdInfo existing(
            Event event, @Nullable ThreadInfo thread, EventContext out, @Nullable SocketAddress address) {
        DescriptorChanges.use(event, thread, out);
        FdInfo fd = out.fd;
        if (event.failed() && event.result() != -EINPROGRESS || fd != null && isSocketOf(fd, address)) {
            return fd;
        }
        if (address == null || address.family() == SocketInfo.AF_UNSPEC) {
            return fd != null && fd.socket() != null ? fd : null;
        }
        SocketInfo socket = new SocketInfo(address.family(), 0, SocketInfo.Protocol.NONE);
        fd = put(thread, (int) out.fdNumber, socket, fd != null && fd.closeOnExec());
        out.fd = fd;
        return fd;
    }

    // A socket of another family, or not a socket: the descriptor's state is stale.
    private static boolean isSocketOf(FdInfo fd, @Nullable SocketAddress address) {
        SocketInfo socket = fd.socket();
        return socket != null
                && (address == null
                        || address.family() == SocketInfo.AF_UNSPEC
                        || socket.family() == address.family()
                        || address.endpoint() != null && socket.family() == SocketInfo.AF_INET6);
    }

    void bind(Event event, @Nullable ThreadInfo thread, EventContext out) {
        SocketAddress address = address(event.message());
        FdInfo fd = existing(event, thread, out, address);
        SocketInfo socket = fd == null ? null : fd.socket();
        if (socket != null && address != null && !event.failed()) {
            socket.bind(address);
        }
    }

    void listen(Event event, @Nullable ThreadInfo thread, EventContext out) {
        SocketAddress address = address(event.message());
        FdInfo fd = existing(event, thread, out, address);
        if (event.failed()) {
            return;
        }
        if (fd == null && event.message() instanceof ListenCall call && call.socketFamily() != 0) {
            int family = call.socketFamily();
            SocketInfo socket = new SocketInfo(
                    family, call.socketType() & TYPE, SocketInfo.Protocol.of(family, call.socketType(), 0));
            fd = put(thread, call.fd(), socket, false);
            out.fd = fd;
        }
        SocketInfo socket = fd == null ? null : fd.socket();
        if (socket != null) {
            socket.listen(address);
        }
    }

    void connect(Event event, @Nullable ThreadInfo thread, EventContext out) {
        SocketAddress address = address(event.arguments());
        FdInfo fd = existing(event, thread, out, address);
        SocketInfo socket = fd == null ? null : fd.socket();
        boolean pending = event.result() == -EINPROGRESS;
        if (event.failed() && !pending) {
            if (address != null) {
                SocketInfo from =
                        socket != null ? socket : new SocketInfo(address.family(), 0, SocketInfo.Protocol.NONE);
                out.fdName = from.nameTowards(address);
            }
            return;
        }
        if (socket != null) {
            String before = socket.name();
            if (address == null) {
                socket.connectSomewhere();
            } else {
                socket.connect(address, !pending);
            }
            out.fdNameChanged = !before.equals(socket.name());
        }
    }

    void accept(Event event, @Nullable ThreadInfo thread, EventContext out) {
        Message message = event.message();
        if (!DescriptorChanges.made(event, out)) {
            return;
        }
        FdInfo listening = DescriptorChanges.get(thread, DescriptorChanges.number(event));
        SocketInfo listener = listening == null ? null : listening.socket();
        SocketAddress peer = address(message);
        if (peer != null && listening != null && listener != null && !isSocketOf(listening, peer)) {
            // The workload's buffer does not contain what the kernel wrote.
            peer = null;
        }
        // The fourth register of a plain accept has another meaning.
        boolean none = message.kind() == MessageKind.RAW && !event.type().name().equals("accept4");
        int flags = none ? 0 : (int) event.argument(3);
        SocketInfo socket = SocketInfo.accepted(listener, peer);
        out.fd = hand(thread, (int) event.result(), socket, (flags & DescriptorChanges.CLOEXEC) != 0);
    }
}
