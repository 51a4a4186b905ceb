// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.Text;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What files are for, by their usual paths on Linux. */
final class FileRoles {
    /** Files that programs read to start, to print messages and to look up names. */
    private static final Pattern BACKGROUND = Pattern.compile("/etc/ld\\.so\\.(cache|preload)"
            + "|/(usr/|usr/local/)?lib(32|64|x32)?/.*\\.so(\\.[0-9.]+)*"
            + "|.*/gconv/.*|.*/gconv-modules.*|.*/charset\\.alias|/etc/locale\\.alias"
            + "|/usr/(share|lib)/(locale|i18n|zoneinfo|terminfo)(/.*)?|/(lib|etc)/terminfo/.*"
            + "|/etc/(nsswitch\\.conf|passwd|group|host\\.conf|resolv\\.conf|hosts|services|protocols|gai\\.conf"
            + "|localtime|timezone|inputrc)"
            + "|/proc/(self|thread-self|sys|[0-9]+)(/.*)?|/proc/[a-z]+|/sys(/.*)?"
            + "|/dev/(null|zero|full|random|urandom|tty|console|pts/.*|ptmx|stdin|stdout|stderr|fd/.*)"
            + "|/(var/)?run/(nscd/socket|systemd/userdb/.*|dbus/.*)");

    /** Files into which writing leaves nothing. */
    private static final Pattern SINK =
            Pattern.compile("/dev/(null|zero|full|random|urandom|tty|console|pts/.*|ptmx|stdin|stdout|stderr|fd/.*)"
                    + "|/proc/(self|thread-self|[0-9]+)/(fd/.*|comm|oom_score_adj|task/.*/comm)");

    /** Files with secrets. */
    private static final Pattern SECRET = Pattern.compile("/etc/(g?shadow-?|sudoers(\\.d/.*)?|krb5\\.keytab)"
            + "|/etc/ssh/ssh_host_.*_key|.*/\\.ssh/.*|.*/id_(rsa|dsa|ecdsa|ed25519)|.*\\.(pem|key|p12|pfx|kdbx)"
            + "|.*/\\.(netrc|pgpass|my\\.cnf|git-credentials|npmrc|pypirc|env|vault-token)"
            + "|.*/\\.(aws|azure|gnupg|kube|docker)/.*|.*/\\.config/gcloud/.*|.*_history"
            + "|/(var/)?run/secrets/.*|/proc/(self|[0-9]+)/(environ|mem)|/proc/kcore|/dev/k?mem");

    /** What tools do to files that their arguments name. */
    private static final List<Tool> TOOLS = List.of(
            new Tool("to delete", "rm", "unlink", "shred", "rmdir", "wipe", "srm"),
            new Tool("to move or rename", "mv", "rename"),
            new Tool("to link", "ln", "link"),
            new Tool("to change the mode of", "chmod", "setfacl"),
            new Tool("to change the owner of", "chown", "chgrp"),
            new Tool("to change attributes of", "chattr", "setcap", "setfattr"),
            new Tool("to create", "mkdir", "mknod", "mkfifo", "touch"),
            new Tool("to truncate", "truncate"),
            new Tool("to mount", "mount", "umount"));

    /** What programs with these names do. */
    private record Tool(String purpose, List<String> names) {
        Tool(String purpose, String... names) {
            this(purpose, List.of(names));
        }
    }

    private static final Pattern SHELL = Pattern.compile("-?(sh|ash|bash|dash|zsh|ksh|mksh|csh|tcsh|fish)");
    private static final Set<String> NAMING = Set.of("mv", "rename", "ln", "link");
    private static final Text PROC = Text.ofUtf8("/proc");

    private FileRoles() {}

    /** True for the names of shells. */
    static boolean isShell(Text name) {
        return SHELL.matcher(name.decoded()).matches();
    }

    /** True for files that programs read whatever they do. */
    static boolean isBackground(Text path) {
        return BACKGROUND.matcher(path.decoded()).matches() && !isSecret(path);
    }

    /** True for files into which writing leaves nothing. */
    static boolean isSink(Text path) {
        return SINK.matcher(path.decoded()).matches();
    }

    /** True for files that usually have secrets. */
    static boolean isSecret(Text path) {
        return SECRET.matcher(path.decoded()).matches();
    }

    /**
     * What a command is for that changes files without opening them, such as {@code to delete}; "" for all others.
     *
     * @param commandLine the arguments, joined by blanks
     */
    static String purpose(Text commandLine) {
        String tool = tool(commandLine);
        for (Tool each : TOOLS) {
            if (each.names().contains(tool)) {
                return each.purpose();
            }
        }
        return "";
    }

    /** True if the arguments name the path as a word, so that the file was asked for. */
    static boolean isNamed(Text path, Text commandLine) {
        return !path.isEmpty() && (" " + commandLine.decoded() + " ").contains(" " + path.decoded() + " ");
    }

    /** True for commands that give files other names without reading them. */
    static boolean makesNames(Text commandLine) {
        return NAMING.contains(tool(commandLine));
    }

    private static String tool(Text commandLine) {
        String[] words = commandLine.decoded().split(" ", 3);
        String tool = baseName(words[0]);
        return isSeveralTools(tool) && words.length > 1 ? words[1] : tool;
    }

    /** True for programs whose first argument is the tool. */
    private static boolean isSeveralTools(String tool) {
        return tool.equals("busybox") || tool.equals("toybox");
    }

    /** The arguments of such a command: all after the tool and the options before them. */
    static Text arguments(Text commandLine) {
        byte[] bytes = commandLine.bytes();
        int at = afterWord(bytes, 0);
        if (isSeveralTools(baseName(Text.ofBytes(bytes, 0, Math.max(0, at - 1)).decoded()))) {
            at = afterWord(bytes, at);
        }
        while (at < bytes.length && bytes[at] == '-') {
            at = afterWord(bytes, at);
        }
        return Text.ofBytes(bytes, at, bytes.length - at);
    }

    private static int afterWord(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != ' ') {
            at++;
        }
        return Math.min(at + 1, bytes.length);
    }

    /**
     * The path in a file system whose /bin, /sbin and /lib are links to those of /usr, as in most images; the path
     * itself if it is not below them.
     */
    static Text merged(Text path) {
        String text = path.decoded();
        boolean linked = text.startsWith("/bin/") || text.startsWith("/sbin/") || text.startsWith("/lib/");
        return linked ? Text.join(Text.EMPTY, List.of(Text.ofUtf8("/usr"), path)) : path;
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The directory of a path, or its first two directories if there are more and {@code top} is true. */
    static Text directory(Text path, boolean top) {
        if (top && path.startsWith(PROC)) {
            return PROC;
        }
        byte[] bytes = path.bytes();
        int end = -1;
        int slashes = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '/') {
                slashes++;
                if (!top || slashes <= 3) {
                    end = i;
                }
            }
        }
        return end <= 0 ? Text.ofUtf8("/") : Text.ofBytes(bytes, 0, end);
    }
}
