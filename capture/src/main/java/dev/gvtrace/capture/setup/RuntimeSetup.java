// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans how a container runtime on this host is set up, or how that is undone, and reads how it is set up. Nothing is
 * written until the changes are applied.
 */
public enum RuntimeSetup {
    /** Docker: the file is daemon.json. */
    DOCKER("/etc/docker/daemon.json") {
        @Override
        List<GvisorRuntime> read(@Nullable String text) throws SetupException {
            return DockerConfig.parse(text).gvisorRuntimes();
        }

        @Override
        String install(@Nullable String text, SetupTarget target) throws SetupException {
            return DockerConfig.parse(text).install(target);
        }

        @Override
        String uninstall(String text, SetupTarget target) throws SetupException {
            return DockerConfig.parse(text).uninstall(target);
        }
    },
    /** containerd: the file is config.toml. */
    CONTAINERD("/etc/containerd/config.toml") {
        @Override
        List<GvisorRuntime> read(@Nullable String text) throws SetupException {
            return ContainerdConfig.parse(text).gvisorRuntimes();
        }

        @Override
        String install(@Nullable String text, SetupTarget target) throws SetupException {
            return ContainerdConfig.parse(text).install(target);
        }

        @Override
        String uninstall(String text, SetupTarget target) {
            return text;
        }
    };

    /** Where shims have their configuration unless another place is named. */
    public static final Path SHIM_CONFIG = Path.of("/etc/containerd/runsc.toml");

    private final Path usualFile;

    RuntimeSetup(String usualFile) {
        this.usualFile = Path.of(usualFile);
    }

    abstract List<GvisorRuntime> read(@Nullable String text) throws SetupException;

    abstract String install(@Nullable String text, SetupTarget target) throws SetupException;

    abstract String uninstall(String text, SetupTarget target) throws SetupException;

    /** The configuration file where the runtime's own documentation has it. */
    public Path usualFile() {
        return usualFile;
    }

    /**
     * The runtimes in a configuration file that run gVisor, each with the session configuration that its containers
     * get. Empty if the file does not exist.
     */
    public List<GvisorRuntime> runtimes(Path file) throws IOException, SetupException {
        List<GvisorRuntime> found = new ArrayList<>();
        try {
            for (GvisorRuntime one : read(new ConfigFile(file).read())) {
                found.add(one.shimConfig() == null ? one : withShimConfig(one, shimConfig(file, one.shimConfig())));
            }
        } catch (SetupException e) {
            throw e.in(file);
        }
        return found;
    }

    private static GvisorRuntime withShimConfig(GvisorRuntime runtime, Path config) throws IOException, SetupException {
        try {
            String session = ShimConfig.podInitConfig(new ConfigFile(config).read());
            return new GvisorRuntime(
                    runtime.name(), runtime.program(), session, FileNames.text(config), runtime.shim());
        } catch (SetupException e) {
            throw e.in(config);
        }
    }

    private static Path shimConfig(Path file, String name) throws SetupException {
        try {
            Path path = FileNames.path(name);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // as a relative one
        }
        throw new SetupException(
                "ConfigPath '" + name + "' in " + FileNames.text(file) + ": expected an absolute path");
    }

    /** The changes after which new containers of the chosen runtimes connect; those of the shim's file come first. */
    public List<FileChange> plan(Path file, SetupTarget target) throws IOException, SetupException {
        String before = new ConfigFile(file).read();
        List<FileChange> changes = new ArrayList<>();
        try {
            String after = install(before, target);
            for (Path config : shimConfigs(file, after, target)) {
                changes.add(planShim(config, target));
            }
            changes.add(new FileChange(file, before, after, null));
        } catch (SetupException e) {
            throw e.in(file);
        }
        return changes;
    }

    private static FileChange planShim(Path config, SetupTarget target) throws IOException, SetupException {
        String before = new ConfigFile(config).read();
        try {
            return new FileChange(config, before, ShimConfig.install(before, target), null);
        } catch (SetupException e) {
            throw e.in(config);
        }
    }

    private Set<Path> shimConfigs(Path file, String text, SetupTarget target) throws SetupException {
        Set<Path> configs = new TreeSet<>();
        for (GvisorRuntime one : read(text)) {
            boolean chosen = target.runtime() == null || one.name().equals(target.runtime());
            if (chosen && one.shimConfig() != null) {
                configs.add(shimConfig(file, one.shimConfig()));
            }
        }
        return configs;
    }

    /**
     * The changes that undo {@link #plan}. Where the file is still as the plan left it, its backup is restored byte for
     * byte; otherwise the session configuration is taken out, and everything else stays.
     */
    public List<FileChange> planUndo(Path file, SetupTarget target) throws IOException, SetupException {
        List<FileChange> changes = new ArrayList<>();
        String before = new ConfigFile(file).read();
        if (before == null) {
            return changes;
        }
        try {
            FileChange whole = undone(file, target, this::install, this::uninstall);
            changes.add(whole);
            Set<Path> stillNamed = whole.after() == null ? Set.of() : shimConfigs(file, whole.after(), target);
            for (Path config : shimConfigs(file, before, target)) {
                FileChange shim = undone(config, target, ShimConfig::install, ShimConfig::uninstall);
                String now = shim.before();
                if (now != null && shim.after() == null && stillNamed.contains(config)) {
                    // the shim starts no container when the file that it is given does not exist
                    changes.add(new FileChange(config, now, ShimConfig.uninstall(now, target), null));
                } else {
                    changes.add(shim);
                }
            }
        } catch (SetupException e) {
            throw e.in(file);
        }
        return changes;
    }

    @FunctionalInterface
    private interface Install {
        String apply(@Nullable String text, SetupTarget target) throws SetupException;
    }

    @FunctionalInterface
    private interface Uninstall {
        String apply(String text, SetupTarget target) throws SetupException;
    }

    private static FileChange undone(Path file, SetupTarget target, Install install, Uninstall uninstall)
            throws IOException, SetupException {
        ConfigFile config = new ConfigFile(file);
        String now = config.read();
        if (now == null) {
            return new FileChange(file, null, null, null);
        }
        for (Path backup : config.backups()) {
            String text = ConfigFile.backupText(backup);
            if (text != null && !text.equals(now) && gives(install, text, target, now)) {
                return new FileChange(file, now, text, backup);
            }
        }
        if (gives(install, null, target, now)) {
            return new FileChange(file, now, null, null);
        }
        return new FileChange(file, now, uninstall.apply(now, target), null);
    }

    private static boolean gives(Install install, @Nullable String text, SetupTarget target, String expected) {
        try {
            return install.apply(text, target).equals(expected);
        } catch (SetupException e) {
            return false;
        }
    }
}
