// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** containerd's config.toml, of version 2 (containerd 1.3 to 1.7) or later. Immutable. */
final class ContainerdConfig {
    static final String OPTIONS_TYPE = "io.containerd.runsc.v1.options";
    private static final String RUNTIME_TYPE = "io.containerd.runsc.";
    private static final String CONFIG_PATH = "ConfigPath";
    private static final int FIRST_VERSION = 2;
    private static final int LAST_VERSION = 4;

    private final String text;
    private final TomlPlaces places;
    /** Path of the table that has a table for each runtime. */
    private final List<String> runtimes;

    private ContainerdConfig(String text, TomlPlaces places, List<String> runtimes) {
        this.text = text;
        this.places = places;
        this.runtimes = runtimes;
    }

    /** Reads a text; null stands for a file that does not exist. */
    static ContainerdConfig parse(@Nullable String text) throws SetupException {
        String given = text == null || text.isBlank() ? "version = 2\n" : text;
        TomlPlaces places = TomlPlaces.parse(given);
        int version = version(given, places);
        String plugin = version == FIRST_VERSION ? "io.containerd.grpc.v1.cri" : "io.containerd.cri.v1.runtime";
        return new ContainerdConfig(given, places, List.of("plugins", plugin, "containerd", "runtimes"));
    }

    private static int version(String text, TomlPlaces places) throws SetupException {
        TomlPlaces.Entry entry = places.entries().get(List.of("version"));
        String found = entry == null ? "none" : text.substring(entry.valueFrom(), entry.valueTo());
        for (int version = FIRST_VERSION; version <= LAST_VERSION; version++) {
            if (found.equals(Integer.toString(version))) {
                return version;
            }
        }
        throw new SetupException("version: found " + found + ", expected " + FIRST_VERSION + " to " + LAST_VERSION
                + "; 'containerd config migrate' converts an older one");
    }

    /** The runtimes that run gVisor. */
    List<GvisorRuntime> gvisorRuntimes() {
        List<GvisorRuntime> found = new ArrayList<>();
        for (String name : places.namesBelow(runtimes)) {
            String type = places.string(TomlPlaces.below(runtimes, name, "runtime_type"));
            if (type != null && type.startsWith(RUNTIME_TYPE)) {
                String config = places.string(TomlPlaces.below(runtimes, name, "options", CONFIG_PATH));
                found.add(new GvisorRuntime(name, null, null, config, true));
            }
        }
        return found;
    }

    /** The text in which each chosen runtime has a runsc.toml, the one it has or the target's. */
    String install(SetupTarget target) throws SetupException {
        List<GvisorRuntime> chosen = new ArrayList<>();
        for (GvisorRuntime one : gvisorRuntimes()) {
            if (target.runtime() == null || one.name().equals(target.runtime())) {
                chosen.add(one);
            }
        }
        if (chosen.isEmpty()) {
            requireFree(target.newName());
            return checked(appended(newRuntime(target) + options(target.newName(), target)), target.newName());
        }
        String edited = text;
        for (GvisorRuntime one : chosen) {
            if (one.shimConfig() == null) {
                edited = parse(edited).withConfigPath(one.name(), target);
            }
        }
        return edited;
    }

    private void requireFree(String name) throws SetupException {
        if (places.namesBelow(runtimes).contains(name)) {
            throw new SetupException("runtime '" + name + "' does not run gVisor: expected runtime_type \""
                    + RUNTIME_TYPE + "v1\", or another name with --runtime");
        }
    }

    private String withConfigPath(String name, SetupTarget target) throws SetupException {
        TomlPlaces.Table table = places.tables().get(TomlPlaces.below(runtimes, name, "options"));
        if (table == null) {
            return checked(appended(options(name, target)), name);
        }
        String indentation = TextEdits.indentation(text, table.from());
        TextEdits edits = new TextEdits(text);
        edits.insert(
                table.behind(),
                (text.charAt(table.behind() - 1) == '\n' ? "" : "\n") + (indentation == null ? "" : indentation) + "  "
                        + configPath(target));
        return checked(edits.apply(), name);
    }

    private String appended(String tables) {
        return text + (text.endsWith("\n") ? "\n" : "\n\n") + tables;
    }

    private String newRuntime(SetupTarget target) {
        return header(target.newName()) + "]\n  runtime_type = \"" + RUNTIME_TYPE + "v1\"\n";
    }

    private String options(String name, SetupTarget target) {
        return header(name) + ".options]\n  TypeUrl = \"" + OPTIONS_TYPE + "\"\n  " + configPath(target);
    }

    private static String configPath(SetupTarget target) {
        return CONFIG_PATH + " = " + JsonPlace.quoted(FileNames.text(target.shimConfig())) + "\n";
    }

    private String header(String name) {
        return "[plugins." + JsonPlace.quoted(runtimes.get(1)) + ".containerd.runtimes."
                + (name.contains(".") ? JsonPlace.quoted(name) : name);
    }

    /** What was edited is read again, so that a text that was misread is never written. */
    private String checked(String edited, String name) throws SetupException {
        String byHand = "runtime '" + name + "' cannot be edited, because it is inside braces or has dotted keys: add "
                + CONFIG_PATH + " to its options by hand";
        try {
            ContainerdConfig now = parse(edited);
            boolean changed =
                    now.gvisorRuntimes().stream().anyMatch(one -> one.name().equals(name) && one.shimConfig() != null);
            boolean inline = places.entries().entrySet().stream()
                    .anyMatch(entry -> isBeside(entry.getKey(), name)
                            && (entry.getValue().inline()
                                    || text.charAt(entry.getValue().valueFrom()) == '{'));
            if (!changed || inline || dottedOptions(name)) {
                throw new SetupException(byHand);
            }
        } catch (SetupException e) {
            throw new SetupException(byHand, e);
        }
        return edited;
    }

    /** True for a runtime's own keys, and for keys above it: a table cannot be added to what those hold. */
    private boolean isBeside(List<String> path, String name) {
        List<String> options = TomlPlaces.below(runtimes, name, "options");
        int common = Math.min(path.size(), options.size());
        return path.subList(0, common).equals(options.subList(0, common));
    }

    private boolean dottedOptions(String name) {
        List<String> options = TomlPlaces.below(runtimes, name, "options");
        return !places.tables().containsKey(options)
                && places.entries().keySet().stream()
                        .anyMatch(path -> path.size() > options.size()
                                && path.subList(0, options.size()).equals(options));
    }
}
