// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Docker's daemon.json. Immutable. */
final class DockerConfig {
    private static final String RUNTIMES = "runtimes";
    private static final String ARGS = "runtimeArgs";
    private static final String OPTIONS = "options";
    private static final String CONFIG_PATH = "ConfigPath";
    private static final List<String> FLAGS = List.of("--pod-init-config", "-pod-init-config");

    private final String text;
    private final JsonPlace whole;

    private DockerConfig(String text, JsonPlace whole) {
        this.text = text;
        this.whole = whole;
    }

    /** Reads a text; null stands for a file that does not exist. */
    static DockerConfig parse(@Nullable String text) throws SetupException {
        String given = text == null || text.isBlank() ? "{}\n" : text;
        JsonPlace whole = JsonPlace.parse(given);
        if (whole.members() == null) {
            throw new SetupException("expected an object");
        }
        JsonPlace runtimes = whole.get(RUNTIMES);
        if (runtimes != null && runtimes.members() == null) {
            throw new SetupException("runtimes: expected an object");
        }
        return new DockerConfig(given, whole);
    }

    private Map<String, JsonPlace.Member> runtimes() {
        JsonPlace runtimes = whole.get(RUNTIMES);
        return runtimes == null || runtimes.members() == null ? Map.of() : runtimes.members();
    }

    /** The runtimes that run gVisor. */
    List<GvisorRuntime> gvisorRuntimes() {
        List<GvisorRuntime> found = new ArrayList<>();
        runtimes().forEach((name, member) -> {
            if (isGvisor(member.value())) {
                found.add(describe(name, member.value()));
            }
        });
        return found;
    }

    private static boolean isGvisor(JsonPlace runtime) {
        String path = runtime.text("path");
        return isShim(runtime)
                || (path != null && path.substring(path.lastIndexOf('/') + 1).startsWith("runsc"));
    }

    private static boolean isShim(JsonPlace runtime) {
        String type = runtime.text("runtimeType");
        return type != null && type.startsWith("io.containerd.runsc.");
    }

    private static GvisorRuntime describe(String name, JsonPlace runtime) {
        JsonPlace options = runtime.get(OPTIONS);
        JsonPlace config = podInitConfig(runtime);
        return new GvisorRuntime(
                name,
                runtime.text("path"),
                config == null ? null : argument(config),
                options == null ? null : options.text(CONFIG_PATH),
                isShim(runtime));
    }

    /** The argument that has the path of the session configuration, the last one as for runsc; null for none. */
    private static @Nullable JsonPlace podInitConfig(JsonPlace runtime) {
        JsonPlace args = runtime.get(ARGS);
        JsonPlace found = null;
        if (args == null || args.items() == null) {
            return null;
        }
        for (int i = 0; i < args.items().size(); i++) {
            JsonPlace item = args.items().get(i);
            String word = item.string() == null ? "" : item.string();
            if (FLAGS.stream().anyMatch(flag -> word.startsWith(flag + "="))) {
                found = item;
            } else if (FLAGS.contains(word) && i + 1 < args.items().size()) {
                found = args.items().get(i + 1);
            }
        }
        return found;
    }

    private static String argument(JsonPlace item) {
        String word = item.string() == null ? "" : item.string();
        for (String flag : FLAGS) {
            if (word.startsWith(flag + "=")) {
                return word.substring(flag.length() + 1);
            }
        }
        return word;
    }

    /** The runtimes that are set up: all that run gVisor, or the one named. Empty if one has to be added. */
    private Map<String, JsonPlace> chosen(SetupTarget target) {
        Map<String, JsonPlace> chosen = new LinkedHashMap<>();
        runtimes().forEach((name, member) -> {
            if (target.runtime() == null ? isGvisor(member.value()) : name.equals(target.runtime())) {
                chosen.put(name, member.value());
            }
        });
        return chosen;
    }

    /** The text with the session configuration in the runtimes. */
    String install(SetupTarget target) throws SetupException {
        TextEdits edits = new TextEdits(text);
        Map<String, JsonPlace> chosen = chosen(target);
        for (Map.Entry<String, JsonPlace> one : chosen.entrySet()) {
            amend(edits, one.getKey(), one.getValue(), target);
        }
        if (chosen.isEmpty()) {
            add(edits, target);
        }
        return checked(edits, target);
    }

    /** What was edited is read again, so that a text that was misread is never written. */
    private static String checked(TextEdits edits, SetupTarget target) throws SetupException {
        String edited = edits.apply();
        DockerConfig now = parse(edited);
        for (GvisorRuntime one : now.gvisorRuntimes()) {
            boolean chosen = target.runtime() == null || one.name().equals(target.runtime());
            if (chosen && !one.shim() && !target.podInitConfigText().equals(one.podInitConfig())) {
                throw new SetupException("runtime '" + one.name() + "' cannot be edited: add " + word(target)
                        + " to its runtimeArgs by hand");
            }
        }
        return edited;
    }

    private void amend(TextEdits edits, String name, JsonPlace runtime, SetupTarget target) throws SetupException {
        if (runtime.members() == null) {
            throw new SetupException("runtime '" + name + "': expected an object");
        }
        if (isShim(runtime)) {
            amendShim(edits, name, runtime, target);
            return;
        }
        JsonPlace there = podInitConfig(runtime);
        JsonPlace args = runtime.get(ARGS);
        String unit = JsonPlace.indentationUnit(text, whole);
        if (there != null) {
            String word = there.string() == null ? "" : there.string();
            String flag = word.startsWith("-") && word.contains("=") ? word.substring(0, word.indexOf('=') + 1) : "";
            if (!argument(there).equals(target.podInitConfigText())) {
                edits.replace(there.from(), there.to(), JsonPlace.quoted(flag + target.podInitConfigText()));
            }
        } else if (args == null) {
            runtime.addMember(edits, text, unit, ARGS, "[" + word(target) + "]");
        } else if (args.items() == null) {
            throw new SetupException("runtime '" + name + "': runtimeArgs: expected an array");
        } else {
            args.addItem(edits, text, word(target));
        }
    }

    private void amendShim(TextEdits edits, String name, JsonPlace runtime, SetupTarget target) throws SetupException {
        JsonPlace options = runtime.get(OPTIONS);
        String unit = JsonPlace.indentationUnit(text, whole);
        String path = JsonPlace.quoted(FileNames.text(target.shimConfig()));
        if (options == null) {
            runtime.addMember(
                    edits,
                    text,
                    unit,
                    OPTIONS,
                    "{\n" + unit + "\"TypeUrl\": \"" + ContainerdConfig.OPTIONS_TYPE + "\",\n" + unit + "\""
                            + CONFIG_PATH + "\": " + path + "\n}");
        } else if (options.members() == null) {
            throw new SetupException("runtime '" + name + "': options: expected an object");
        } else if (options.text(CONFIG_PATH) == null) {
            options.addMember(edits, text, unit, CONFIG_PATH, path);
        }
    }

    private void add(TextEdits edits, SetupTarget target) throws SetupException {
        if (target.runsc() == null) {
            throw new SetupException("no runtime runs gVisor, and no runsc was found for one: expected --runsc");
        }
        String unit = JsonPlace.indentationUnit(text, whole);
        String runtime = "{\n" + unit + "\"path\": "
                + JsonPlace.quoted(FileNames.text(target.runsc())) + ",\n" + unit + "\"" + ARGS + "\": ["
                + word(target) + "]\n}";
        JsonPlace runtimes = whole.get(RUNTIMES);
        if (runtimes != null) {
            runtimes.addMember(edits, text, unit, target.newName(), runtime);
        } else {
            whole.addMember(
                    edits,
                    text,
                    unit,
                    RUNTIMES,
                    "{\n" + unit + JsonPlace.quoted(target.newName()) + ": " + runtime.replace("\n", "\n" + unit)
                            + "\n}");
        }
    }

    private static String word(SetupTarget target) {
        return JsonPlace.quoted("--pod-init-config=" + target.podInitConfigText());
    }

    /** The text without this session configuration in any runtime; the runtimes remain. */
    String uninstall(SetupTarget target) {
        TextEdits edits = new TextEdits(text);
        for (Map.Entry<String, JsonPlace.Member> one : runtimes().entrySet()) {
            JsonPlace runtime = one.getValue().value();
            JsonPlace config = podInitConfig(runtime);
            JsonPlace args = runtime.get(ARGS);
            boolean chosen = target.runtime() == null || one.getKey().equals(target.runtime());
            if (chosen
                    && config != null
                    && args != null
                    && args.items() != null
                    && argument(config).equals(target.podInitConfigText())) {
                remove(edits, args.items(), config);
            }
        }
        return edits.apply();
    }

    /** Removes an argument, with the flag before it if that is a word of its own, and one comma. */
    private static void remove(TextEdits edits, List<JsonPlace> items, JsonPlace config) {
        int last = items.indexOf(config);
        String word = config.string() == null ? "" : config.string();
        boolean own = FLAGS.stream().anyMatch(flag -> word.startsWith(flag + "="));
        int first = own ? last : last - 1;
        if (first > 0) {
            edits.replace(items.get(first - 1).to(), items.get(last).to(), "");
        } else if (last + 1 < items.size()) {
            edits.replace(items.get(first).from(), items.get(last + 1).from(), "");
        } else {
            edits.replace(items.get(first).from(), items.get(last).to(), "");
        }
    }
}
