// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Every field of the schema below the context, by type number and path, and how its view reads it. */
final class MessageAccessors {
    private final Map<String, Function<Message, Object>> all = new LinkedHashMap<>();

    static Map<String, Function<Message, Object>> all() {
        MessageAccessors accessors = new MessageAccessors();
        accessors.sentry();
        accessors.program();
        accessors.files();
        accessors.descriptors();
        accessors.sockets();
        accessors.ids();
        accessors.others();
        return accessors.all;
    }

    private <T extends Message> void add(int type, String path, Class<T> view, Function<T, Object> accessor) {
        all.put(type + " " + path, message -> accessor.apply(view.cast(message)));
    }

    private void sentry() {
        add(1, "id", ContainerStart.class, ContainerStart::id);
        add(1, "cwd", ContainerStart.class, ContainerStart::cwd);
        add(1, "args", ContainerStart.class, ContainerStart::arguments);
        add(1, "env", ContainerStart.class, ContainerStart::environment);
        add(1, "terminal", ContainerStart.class, ContainerStart::terminal);
        add(2, "created_thread_id", CloneInfo.class, CloneInfo::createdThreadId);
        add(2, "created_thread_group_id", CloneInfo.class, CloneInfo::createdThreadGroupId);
        add(2, "created_thread_start_time_ns", CloneInfo.class, CloneInfo::createdThreadStartNs);
        add(2, "flags", CloneInfo.class, CloneInfo::flags);
        add(4, "exit_status", ExitNotifyParent.class, ExitNotifyParent::exitStatus);
        add(5, "exit_status", TaskExit.class, TaskExit::exitStatus);
        for (int i = 0; i < RawCall.ARGUMENTS; i++) {
            int index = i;
            add(6, "arg" + (i + 1), RawCall.class, m -> m.argument(index));
        }
        add(35, "mapped_path", MmapInfo.class, MmapInfo::path);
        add(35, "mapped_ino", MmapInfo.class, MmapInfo::inode);
        add(35, "mapped_mode", MmapInfo.class, MmapInfo::mode);
        add(35, "mapped_uid", MmapInfo.class, MmapInfo::uid);
        add(35, "mapped_gid", MmapInfo.class, MmapInfo::gid);
        add(35, "is_initial_mmap", MmapInfo.class, MmapInfo::initial);
        add(35, "mapped_ctime", MmapInfo.class, MmapInfo::ctimeNs);
        add(35, "overlayfs_upper", MmapInfo.class, MmapInfo::upperLayer);
        add(35, "overlayfs_lower", MmapInfo.class, MmapInfo::lowerLayer);
    }

    private void program() {
        add(3, "binary_path", ExecveInfo.class, ExecveInfo::path);
        add(3, "argv", ExecveInfo.class, ExecveInfo::arguments);
        add(3, "env", ExecveInfo.class, ExecveInfo::environment);
        add(3, "binary_mode", ExecveInfo.class, ExecveInfo::mode);
        add(3, "binary_uid", ExecveInfo.class, ExecveInfo::uid);
        add(3, "binary_gid", ExecveInfo.class, ExecveInfo::gid);
        add(3, "binary_sha256", ExecveInfo.class, ExecveInfo::sha256);
        add(3, "binary_overlayfs_upper", ExecveInfo.class, ExecveInfo::upperLayer);
        add(3, "binary_ino", ExecveInfo.class, ExecveInfo::inode);
        add(3, "binary_ctime", ExecveInfo.class, ExecveInfo::ctimeNs);
        add(3, "binary_overlayfs_lower", ExecveInfo.class, ExecveInfo::lowerLayer);
        add(3, "binary_sha1", ExecveInfo.class, ExecveInfo::sha1);
        add(3, "execfn", ExecveInfo.class, ExecveInfo::execfn);
        add(3, "binary_size", ExecveInfo.class, ExecveInfo::size);
        add(3, "binary_nlink", ExecveInfo.class, m -> (int) m.links());
        add(3, "binary_in_memfd", ExecveInfo.class, ExecveInfo::memfd);
        for (int i = 0; i < 3; i++) {
            int number = i;
            String name = new String[] {"stdin", "stdout", "stderr"}[i];
            add(3, name + ".mode", ExecveInfo.class, m -> m.standardFd(number).mode());
            add(3, name + ".ino", ExecveInfo.class, m -> m.standardFd(number).inode());
            add(3, name + ".path", ExecveInfo.class, m -> m.standardFd(number).path());
            String socket = name + ".socket.";
            add(
                    3,
                    socket + "family",
                    ExecveInfo.class,
                    m -> m.standardFd(number).socketFamily());
            end(socket + "local.", m -> m.standardFd(number).local());
            end(socket + "remote.", m -> m.standardFd(number).remote());
        }
        context("pipe_input_proc.context_data.", ExecveInfo::pipeInput);
        context("pipe_output_proc.context_data.", ExecveInfo::pipeOutput);
    }

    private void end(String prefix, Function<ExecveInfo, SocketEnd> end) {
        add(3, prefix + "family", ExecveInfo.class, m -> end.apply(m).family());
        add(3, prefix + "ip", ExecveInfo.class, m -> {
            SocketEnd at = end.apply(m);
            return Arrays.copyOfRange(at.ipBuffer(), at.ipOffset(), at.ipOffset() + at.ipLength());
        });
        // The message holds the port as the Sentry sends it.
        add(
                3,
                prefix + "port",
                ExecveInfo.class,
                m -> Integer.reverseBytes(end.apply(m).port()) >>> 16 | 0x80000000);
    }

    private void context(String prefix, Function<ExecveInfo, Context> context) {
        contextFields()
                .forEach((name, accessor) ->
                        add(3, prefix + name, ExecveInfo.class, m -> accessor.apply(context.apply(m))));
    }

    static Map<String, Function<Context, Object>> contextFields() {
        Map<String, Function<Context, Object>> fields = new LinkedHashMap<>();
        fields.put("time_ns", Context::timeNs);
        fields.put("thread_id", Context::threadId);
        fields.put("thread_start_time_ns", Context::threadStartNs);
        fields.put("thread_group_id", Context::threadGroupId);
        fields.put("thread_group_start_time_ns", Context::threadGroupStartNs);
        fields.put("container_id", Context::containerId);
        String[] credentials = {"real_uid", "effective_uid", "saved_uid", "real_gid", "effective_gid", "saved_gid"};
        for (int i = 0; i < credentials.length; i++) {
            int which = i + 1;
            fields.put("credentials." + credentials[i], context -> context.credential(which));
        }
        fields.put("cwd", Context::cwd);
        fields.put("process_name", Context::processName);
        fields.put("parent_thread_group_id", Context::parentThreadGroupId);
        fields.put("is_exec_session", Context::isExecSession);
        return fields;
    }

    private void files() {
        fd(7);
        add(7, "pathname", OpenCall.class, OpenCall::pathname);
        add(7, "flags", OpenCall.class, OpenCall::flags);
        add(7, "mode", OpenCall.class, OpenCall::mode);
        fd(8);
        for (int type : new int[] {9, 34}) {
            fd(type);
            add(type, "count", IoCall.class, IoCall::count);
            add(type, "has_offset", IoCall.class, IoCall::hasOffset);
            add(type, "offset", IoCall.class, IoCall::offset);
            add(type, "flags", IoCall.class, IoCall::flags);
        }
        fd(11);
        add(11, "pathname", ExecveCall.class, ExecveCall::pathname);
        add(11, "argv", ExecveCall.class, ExecveCall::arguments);
        add(11, "envv", ExecveCall.class, ExecveCall::environment);
        add(11, "flags", ExecveCall.class, ExecveCall::flags);
        fd(13);
        add(13, "pathname", ChdirCall.class, ChdirCall::pathname);
        add(21, "pathname", ChrootCall.class, ChrootCall::pathname);
        fd(31);
        add(31, "pathname", InotifyAddWatchCall.class, InotifyAddWatchCall::pathname);
        add(31, "mask", InotifyAddWatchCall.class, InotifyAddWatchCall::mask);
        fd(32);
        add(32, "wd", InotifyRmWatchCall.class, InotifyRmWatchCall::watch);
        fd(36);
        add(36, "addr", MmapCall.class, MmapCall::address);
        add(36, "length", MmapCall.class, MmapCall::length);
        add(36, "prot", MmapCall.class, MmapCall::protection);
        add(36, "flags", MmapCall.class, MmapCall::flags);
        add(36, "offset", MmapCall.class, MmapCall::fileOffset);
    }

    private void fd(int type) {
        add(type, "fd", Call.class, Call::fd);
        add(type, "fd_path", Call.class, Call::fdPath);
    }

    private void descriptors() {
        add(17, "flags", PipeCall.class, PipeCall::flags);
        add(17, "reader", PipeCall.class, PipeCall::reader);
        add(17, "writer", PipeCall.class, PipeCall::writer);
        fd(18);
        add(18, "cmd", FcntlCall.class, FcntlCall::command);
        add(18, "args", FcntlCall.class, FcntlCall::argument);
        add(19, "old_fd", DupCall.class, DupCall::oldFd);
        add(19, "new_fd", DupCall.class, DupCall::newFd);
        add(19, "fd_path", DupCall.class, DupCall::fdPath);
        add(19, "flags", DupCall.class, DupCall::flags);
        fd(20);
        add(20, "sigset", SignalfdCall.class, SignalfdCall::signals);
        add(20, "flags", SignalfdCall.class, SignalfdCall::flags);
        add(22, "val", EventfdCall.class, EventfdCall::initialValue);
        add(22, "flags", EventfdCall.class, EventfdCall::flags);
        add(26, "clock_id", TimerfdCreateCall.class, TimerfdCreateCall::clockId);
        add(26, "flags", TimerfdCreateCall.class, TimerfdCreateCall::flags);
        fd(27);
        add(27, "flags", TimerfdSettimeCall.class, TimerfdSettimeCall::flags);
        timer(27, "new_value.", TimerfdSettimeCall.class, TimerfdSettimeCall::newValue);
        timer(27, "old_value.", TimerfdSettimeCall.class, TimerfdSettimeCall::oldValue);
        fd(28);
        timer(28, "cur_value.", TimerfdGettimeCall.class, TimerfdGettimeCall::currentValue);
        add(30, "flags", InotifyInitCall.class, InotifyInitCall::flags);
    }

    private <T extends Message> void timer(int type, String prefix, Class<T> view, Function<T, TimerSetting> setting) {
        add(type, prefix + "interval.sec", view, m -> setting.apply(m).intervalSeconds());
        add(type, prefix + "interval.nsec", view, m -> setting.apply(m).intervalNanos());
        add(type, prefix + "value.sec", view, m -> setting.apply(m).valueSeconds());
        add(type, prefix + "value.nsec", view, m -> setting.apply(m).valueNanos());
    }

    private void sockets() {
        for (int type : new int[] {10, 24, 25, 37}) {
            fd(type);
            add(type, "address", Message.class, m -> {
                AddressedCall call = (AddressedCall) m;
                return Arrays.copyOfRange(
                        call.addressBuffer(), call.addressOffset(), call.addressOffset() + call.addressLength());
            });
        }
        add(12, "domain", SocketCall.class, SocketCall::domain);
        add(12, "type", SocketCall.class, SocketCall::socketType);
        add(12, "protocol", SocketCall.class, SocketCall::protocol);
        add(25, "flags", AcceptCall.class, AcceptCall::flags);
        add(33, "domain", SocketpairCall.class, SocketpairCall::domain);
        add(33, "type", SocketpairCall.class, SocketpairCall::socketType);
        add(33, "protocol", SocketpairCall.class, SocketpairCall::protocol);
        add(33, "socket1", SocketpairCall.class, SocketpairCall::firstFd);
        add(33, "socket2", SocketpairCall.class, SocketpairCall::secondFd);
        add(37, "backlog", ListenCall.class, ListenCall::backlog);
        add(37, "socket_family", ListenCall.class, ListenCall::socketFamily);
        add(37, "socket_type", ListenCall.class, ListenCall::socketType);
    }

    private void ids() {
        add(14, "id", SetidCall.class, SetidCall::id);
        add(15, "rid", SetresidCall.class, SetresidCall::realId);
        add(15, "eid", SetresidCall.class, SetresidCall::effectiveId);
        add(15, "sid", SetresidCall.class, SetresidCall::savedId);
        add(16, "pid", PrlimitCall.class, PrlimitCall::pid);
        add(16, "resource", PrlimitCall.class, PrlimitCall::resource);
        add(16, "new_limit.cur", PrlimitCall.class, PrlimitCall::newLimitCurrent);
        add(16, "new_limit.max", PrlimitCall.class, PrlimitCall::newLimitMaximum);
        add(16, "old_limit.cur", PrlimitCall.class, PrlimitCall::oldLimitCurrent);
        add(16, "old_limit.max", PrlimitCall.class, PrlimitCall::oldLimitMaximum);
    }

    private void others() {
        add(23, "flags", CloneCall.class, CloneCall::flags);
        add(23, "stack", CloneCall.class, CloneCall::stack);
        add(23, "new_tid", CloneCall.class, CloneCall::newThreadId);
        add(23, "tls", CloneCall.class, CloneCall::tls);
        add(38, "request", PtraceCall.class, PtraceCall::request);
        add(38, "pid", PtraceCall.class, PtraceCall::pid);
    }
}
