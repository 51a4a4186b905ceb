// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.RunscCommandLine;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads on the host what the stream lacks: the process that connected, and the container's configuration as written by
 * its runtime. Nothing comes from the Sentry except container ids, which are used only if they are plain names.
 * <p>Kind {@code runsc}, from the process that connected: {@code pid uid gid exe cwd args verb sandbox root bundle
 * session}, without those that are unknown.
 *
 * <p>Kind {@code container}: {@code id}, {@code bundle}, {@code from} ({@code config.json} or the state file's path),
 * {@code oci} (the runtime configuration with its own keys, without the environment and without seccomp filters),
 * {@code passwd} and {@code group} (of the root file system, see {@link UserDatabase}).
 *
 * <p>More than six components in {@link Peer}: one for each fact that is read from {@code /proc}.
 */
public final class HostFacts {
    /** A configuration with many mounts has some 100 KiB. */
    private static final int MAX_CONFIG_BYTES = 4 << 20;

    private static final int MAX_CMDLINE_BYTES = 256 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder()
            // runsc reads only the first value of a session file
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** Ids as runsc allows them; nothing else is used in a path. */
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_+.-]{0,254}");

    private HostFacts() {}

    /**
     * Facts about the process that connected.
     *
     * @param json body of the facts record
     * @param commandLine its command line
     * @param cwd its working directory; null when unknown
     * @param exe its program; null when unknown
     * @param session the session configuration on its command line; null when there is none
     * @param hasOurRights true if it runs as the same user as the recorder
     * @param isOurChild true if the recorder started it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    public record Peer(
            byte[] json,
            RunscCommandLine commandLine,
            @Nullable Path cwd,
            @Nullable Path exe,
            byte @Nullable [] session,
            boolean hasOurRights,
            boolean isOurChild) {
        /** The sandbox's id; empty when unknown. */
        public String sandbox() {
            String id = commandLine.id();
            return id == null ? "" : id;
        }

        /**
         * The runsc that connected, for commands about its sandbox; null when it is unknown. It is run only if it has
         * the recorder's rights: otherwise any client could make the recorder run a program.
         */
        @Nullable
        public Runsc runsc() {
            return exe != null && hasOurRights && isPlainId(sandbox()) && Files.isExecutable(exe)
                    ? new Runsc(exe, stateDirectory())
                    : null;
        }

        /** runsc's root directory with the state of containers; null for its default. */
        @Nullable
        Path stateDirectory() {
            String root = commandLine.flag("root");
            return root == null ? null : resolve(cwd, root);
        }
    }

    /** True for ids as runsc allows them. */
    static boolean isPlainId(String id) {
        return PLAIN_ID.matcher(id).matches();
    }

    /** A process whose facts were read before, and which may have ended. */
    public static Peer known(
            PeerProcess process, List<String> commandLine, @Nullable String cwd, @Nullable String exe) {
        return new Peer(
                new byte[0],
                RunscCommandLine.of(commandLine),
                cwd == null ? null : FileNames.path(cwd),
                exe == null ? null : FileNames.path(exe),
                null,
                process.uid() == ownUid(),
                false);
    }

    /** Reads the process's entry in {@code /proc}; null when it has ended or is not visible. */
    static @Nullable Peer peer(PeerProcess process) {
        Path proc = Path.of("/proc", Integer.toString(process.pid()));
        RunscCommandLine line;
        try {
            line = RunscCommandLine.parse(read(proc.resolve("cmdline"), MAX_CMDLINE_BYTES));
        } catch (IOException e) {
            return null;
        }
        Path cwd = link(proc.resolve("cwd"));
        ObjectNode json = JSON.createObjectNode();
        json.put("pid", process.pid()).put("uid", process.uid()).put("gid", process.gid());
        Path exe = link(proc.resolve("exe"));
        if (exe != null) {
            json.put("exe", FileNames.text(exe));
        }
        if (cwd != null) {
            json.put("cwd", FileNames.text(cwd));
        }
        line.words().forEach(json.putArray("args")::add);
        json.put("verb", line.verb());
        putIfKnown(json, "sandbox", line.id());
        putIfKnown(json, "root", line.flag("root"));
        putIfKnown(json, "bundle", line.flag("bundle"));
        String config = line.verb().equals("trace create") ? line.flag("config") : line.flag("pod-init-config");
        putIfKnown(json, "session", config);
        return new Peer(
                bytes(json),
                line,
                cwd,
                exe,
                config == null ? null : sessionFile(cwd, config),
                process.uid() == ownUid(),
                isOurChild(process.pid()));
    }

    private static int ownUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return -1;
        }
    }

    private static boolean isOurChild(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(ProcessHandle::parent)
                .map(parent -> parent.equals(ProcessHandle.current()))
                .orElse(false);
    }

    private static byte @Nullable [] sessionFile(@Nullable Path cwd, String name) {
        try {
            byte[] session = read(resolve(cwd, name), MAX_CONFIG_BYTES);
            JSON.readTree(session);
            return session;
        } catch (IOException | JacksonException | InvalidPathException e) {
            return null;
        }
    }

    /** The container of this runsc's command line, from its bundle; null when none is found. */
    static byte @Nullable [] container(Peer peer) {
        String id = peer.commandLine().id();
        if (id == null) {
            return null;
        }
        String bundle = peer.commandLine().flag("bundle");
        if (bundle == null && peer.commandLine().verb().equals("trace create")) {
            return containerInState(peer, id);
        }
        return containerInBundle(id, resolve(peer.cwd(), bundle == null ? "" : bundle));
    }

    /** A container by its bundle directory; null when there is no configuration in it. */
    public static byte @Nullable [] containerInBundle(String id, Path bundle) {
        Path config = bundle.resolve("config.json");
        try {
            JsonNode oci = JSON.readTree(read(config, MAX_CONFIG_BYTES));
            return container(id, bundle, "config.json", oci);
        } catch (IOException | JacksonException | InvalidPathException e) {
            return null;
        }
    }

    /** A further container of a sandbox, from the state file in runsc's root directory; null when there is none. */
    static byte @Nullable [] containerInState(Peer peer, String id) {
        String sandbox = peer.sandbox();
        if (!isPlainId(id) || !isPlainId(sandbox)) {
            return null;
        }
        Path root = peer.stateDirectory();
        Path directory = root == null ? Path.of("/var/run/runsc") : root;
        Path file = directory.resolve(id + "_sandbox:" + sandbox + ".state");
        try {
            JsonNode state = JSON.readTree(read(file, MAX_CONFIG_BYTES));
            Path bundle = resolve(peer.cwd(), state.path("bundleDir").asString(""));
            return container(id, bundle, FileNames.text(file), state.path("spec"));
        } catch (IOException | JacksonException | InvalidPathException e) {
            return null;
        }
    }

    private static byte @Nullable [] container(String id, Path bundle, String from, JsonNode oci) {
        if (!(oci instanceof ObjectNode configuration)) {
            return null;
        }
        if (configuration.get("process") instanceof ObjectNode process) {
            process.remove("env");
        }
        if (configuration.get("linux") instanceof ObjectNode linux) {
            linux.remove("seccomp");
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("id", id).put("bundle", FileNames.text(bundle)).put("from", from);
        json.set("oci", configuration);
        String root = configuration.path("root").path("path").asString("");
        if (!root.isEmpty()) {
            UserDatabase.add(json, resolve(bundle, root));
        }
        return bytes(json);
    }

    private static Path resolve(@Nullable Path base, String name) {
        Path path = FileNames.path(name);
        return base == null ? path : base.resolve(path).normalize();
    }

    private static void putIfKnown(ObjectNode json, String key, @Nullable String value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    private static @Nullable Path link(Path path) {
        try {
            return Files.readSymbolicLink(path);
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads a regular file of at most this many bytes. */
    static byte[] read(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(FileNames.text(file) + ": not a regular file");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException(FileNames.text(file) + ": longer than " + most + " bytes");
            }
            return bytes;
        }
    }

    private static byte[] bytes(ObjectNode json) {
        // escaped, because bytes that are not UTF-8 are lone surrogates in it
        return JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(json);
    }
}
