// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that arguments of events can have, and the type that a condition on {@code evt.rawarg.NAME} is checked
 * with: that of the first event in Falco's table which has an argument of that name, whatever event it meets later
 * (rule language reference 5.2, 8.3).
 *
 * @param type how it compares
 * @param bits 8 to 64 for numbers, 0 for others
 * @param typeName Falco's name of the type, for messages
 */
record ArgumentType(FieldType type, int bits, String typeName) {
    private static final Map<String, ArgumentType> BY_NAME = byName();

    /** The type of the arguments of that name; null if no event has one. */
    static @Nullable ArgumentType of(String name) {
        return BY_NAME.get(name);
    }

    /** The longest argument name that the text has at the position: its end, -1 if there is none. */
    static int longestMatch(String text, int from, int to) {
        for (int end = to; end > from; end--) {
            if (BY_NAME.containsKey(text.substring(from, end))) {
                return end;
            }
        }
        return -1;
    }

    private static Map<String, ArgumentType> byName() {
        Map<String, ArgumentType> all = new HashMap<>(512);
        signed(all);
        unsigned(all);
        texts(all);
        put(all, FieldType.OPAQUE, 0, "SOCKADDR", "addr");
        put(all, FieldType.OPAQUE, 0, "SOCKTUPLE", "tuple");
        put(all, FieldType.OPAQUE, 0, "FDLIST", "fds");
        put(all, FieldType.OPAQUE, 0, "UID", "ruid euid suid loginuid");
        put(all, FieldType.OPAQUE, 0, "GID", "rgid egid sgid");
        put(all, FieldType.OPAQUE, 0, "SIGSET", "sigmask");
        put(all, FieldType.OPAQUE, 0, "CHARBUFARRAY", "argv tags");
        put(all, FieldType.OPAQUE, 0, "DYNAMIC", "val res_or_fd arg2 arg3 arg4 arg5");
        return Map.copyOf(all);
    }

    private static void signed(Map<String, ArgumentType> all) {
        put(
                all,
                FieldType.SIGNED,
                64,
                "FD",
                "fd fd1 fd2 dirfd olddir newdir olddirfd newdirfd linkdirfd oldfd newfd fd_in fd_out fdin fdout out_fd in_fd"
                        + " mountfd pid_fd target_fd");
        put(all, FieldType.SIGNED, 64, "ERRNO", "res maxevents status ret");
        put(all, FieldType.SIGNED, 64, "PID", "tid pid ptid next vtid vpid spid dpid pgid vpgid reaper_tid");
        put(all, FieldType.SIGNED, 64, "INT64", "timeout cur max newcur newmax oldcur oldmax arg2_int");
        put(all, FieldType.SIGNED, 32, "INT32", "backlog semid semnum key nsems");
        put(all, FieldType.SIGNED, 16, "INT16", "sem_op_0 sem_op_1");
    }

    private static void unsigned(Map<String, ArgumentType> all) {
        put(all, FieldType.UNSIGNED, 16, "SYSCALLID", "ID");
        put(all, FieldType.UNSIGNED, 16, "UINT16", "nativeID sem_num_0 sem_num_1");
        put(all, FieldType.UNSIGNED, 16, "FLAGS16", "op sem_flg_0 sem_flg_1");
        put(all, FieldType.UNSIGNED, 16, "ENUMFLAGS16", "opcode");
        put(all, FieldType.UNSIGNED, 8, "UINT8", "queuepct clockid core");
        put(all, FieldType.UNSIGNED, 8, "SIGTYPE", "sig");
        put(all, FieldType.UNSIGNED, 8, "FLAGS8", "dqi_flags");
        put(
                all,
                FieldType.UNSIGNED,
                8,
                "ENUMFLAGS8",
                "how level optname whence resource cmd quota_fmt quota_fmt_out");
        put(
                all,
                FieldType.UNSIGNED,
                32,
                "FLAGS32",
                "flags prot nstype operation semflg error resolve features creat_flags");
        put(all, FieldType.UNSIGNED, 32, "ENUMFLAGS32", "domain option");
        put(
                all,
                FieldType.UNSIGNED,
                32,
                "UINT32",
                "mode dev size uid gid type proto queuelen queuemax optlen mask ratio vm_size vm_rss vm_swap id event_type"
                        + " cpu action nsops tty entries sq_entries cq_entries sq_thread_cpu sq_thread_idle to_submit"
                        + " min_complete nr_args plugin_id aux first last");
        put(
                all,
                FieldType.UNSIGNED,
                64,
                "UINT64",
                "ino fdlimit source peer initval offset request pos pgft_maj pgft_min length pgoffset argument"
                        + " dqb_bhardlimit dqb_bsoftlimit dqb_curspace dqb_ihardlimit dqb_isoftlimit event_data cpu_usr"
                        + " cpu_sys ip offin offout len arg cap_inheritable cap_permitted cap_effective exe_ino"
                        + " pidns_init_start_ts");
        put(all, FieldType.RELATIVE_TIME, 64, "RELTIME", "interval dqb_btime dqb_itime dqi_bgrace dqi_igrace");
        put(all, FieldType.ABSOLUTE_TIME, 64, "ABSTIME", "exe_ino_ctime exe_ino_mtime");
    }

    private static void texts(Map<String, ArgumentType> all) {
        put(all, FieldType.PATH, 0, "FSPATH", "name path oldpath newpath linkpath dir filename trusted_exepath");
        put(all, FieldType.PATH, 0, "FSRELPATH", "pathname");
        put(
                all,
                FieldType.TEXT,
                0,
                "CHARBUF",
                "exe cwd target special quotafilepath comm image json desc description scope uargs home shell"
                        + " container_id arg2_str value_charbuf");
        put(all, FieldType.BUFFER, 0, "BYTEBUF", "data args env cgroups msgcontrol img value_bytebuf");
    }

    private static void put(Map<String, ArgumentType> all, FieldType type, int bits, String typeName, String names) {
        ArgumentType value = new ArgumentType(type, bits, typeName);
        for (String name : names.split(" ")) {
            all.put(name, value);
        }
    }
}
