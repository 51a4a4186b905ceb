// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.SchemaVerdict;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Entry;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says whether a file has the shape of Falco's JSON schema: one flat shape for all items, stricter than the loader in
 * some places and blind in others. It decides nothing.
 */
final class SchemaCheck {
    private static final int MAX_WARNINGS = 1000;

    private static final Set<String> PRIORITIES =
            Set.of("EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "INFORMATIONAL", "DEBUG");

    private enum Type {
        TEXT,
        BOOL,
        NUMBER,
        PRIORITY,
        TEXTS,
        OVERRIDE,
        EXCEPTIONS,
        PLUGINS,
        ANY
    }

    private static final Map<String, Type> ITEM = Map.ofEntries(
            Map.entry("required_engine_version", Type.TEXT),
            Map.entry("required_plugin_versions", Type.PLUGINS),
            Map.entry("macro", Type.TEXT),
            Map.entry("list", Type.TEXT),
            Map.entry("rule", Type.TEXT),
            Map.entry("condition", Type.TEXT),
            Map.entry("items", Type.TEXTS),
            Map.entry("desc", Type.TEXT),
            Map.entry("output", Type.TEXT),
            Map.entry("source", Type.TEXT),
            Map.entry("priority", Type.PRIORITY),
            Map.entry("tags", Type.TEXTS),
            Map.entry("append", Type.BOOL),
            Map.entry("enabled", Type.BOOL),
            Map.entry("warn_evttypes", Type.BOOL),
            Map.entry("skip-if-unknown-filter", Type.BOOL),
            Map.entry("capture", Type.BOOL),
            Map.entry("capture_duration", Type.NUMBER),
            Map.entry("exceptions", Type.EXCEPTIONS),
            Map.entry("override", Type.OVERRIDE));

    private static final Map<String, Type> OVERRIDE = overrides();
    private static final Map<String, Type> EXCEPTION =
            Map.of("name", Type.TEXT, "fields", Type.ANY, "comps", Type.ANY, "values", Type.ANY);
    private static final Map<String, Type> PLUGIN =
            Map.of("name", Type.TEXT, "version", Type.TEXT, "alternatives", Type.PLUGINS);

    private final List<String> warnings = new ArrayList<>();

    private SchemaCheck() {}

    private static Map<String, Type> overrides() {
        Map<String, Type> keys = new HashMap<>();
        for (String key : ITEM.keySet()) {
            if (!Set.of("rule", "macro", "list", "append", "override").contains(key)) {
                keys.put(key, Type.TEXT);
            }
        }
        return Map.copyOf(keys);
    }

    /** Checks all documents of a file. */
    static SchemaVerdict check(List<YamlNode> documents) {
        SchemaCheck check = new SchemaCheck();
        for (YamlNode document : documents) {
            if (!(document instanceof Sequence sequence)) {
                check.warn("<root>", document, "has to be a sequence");
                continue;
            }
            for (int i = 0; i < sequence.items().size(); i++) {
                YamlNode item = sequence.items().get(i);
                if (!item.isNull()) {
                    check.mapping("<root>[" + i + "]", item, ITEM);
                }
            }
        }
        return new SchemaVerdict(check.warnings);
    }

    private void warn(String path, YamlNode node, String what) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(path + " (line " + node.file().line(node.start()) + ") " + what);
        }
    }

    private void mapping(String path, YamlNode node, Map<String, Type> keys) {
        if (!(node instanceof Mapping mapping)) {
            warn(path, node, "has to be a mapping");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            String key = entry.key() instanceof Scalar scalar ? scalar.text() : "?";
            Type type = keys.get(key);
            if (type == null) {
                warn(path, entry.key(), "has the unknown key '" + key + "'");
            } else if (!seen.add(key)) {
                warn(path, entry.key(), "has the key '" + key + "' twice");
            } else {
                value(path + "[" + key + "]", entry.value(), type);
            }
        }
    }

    private void value(String path, YamlNode node, Type type) {
        switch (type) {
            case TEXT -> scalar(path, node);
            case BOOL -> {
                if (!(node instanceof Scalar scalar) || !Set.of("true", "false").contains(scalar.text())) {
                    warn(path, node, "has to be true or false");
                }
            }
            case NUMBER -> {
                if (!(node instanceof Scalar scalar) || !scalar.text().matches("-?[0-9]{1,18}")) {
                    warn(path, node, "has to be a number");
                }
            }
            case PRIORITY -> {
                if (!(node instanceof Scalar scalar) || !PRIORITIES.contains(scalar.text())) {
                    warn(
                            path,
                            node,
                            "has to be one of EMERGENCY ALERT CRITICAL ERROR WARNING NOTICE INFO"
                                    + " INFORMATIONAL DEBUG");
                }
            }
            case TEXTS -> elements(path, node, Type.TEXT);
            case EXCEPTIONS -> elements(path, node, Type.EXCEPTIONS);
            case PLUGINS -> elements(path, node, Type.PLUGINS);
            case OVERRIDE -> override(path, node);
            case ANY -> {}
        }
    }

    private void scalar(String path, YamlNode node) {
        if (!(node instanceof Scalar)) {
            warn(path, node, "has to be a text");
        }
    }

    private void elements(String path, YamlNode node, Type type) {
        if (!(node instanceof Sequence sequence)) {
            warn(path, node, "has to be a sequence");
            return;
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            String at = path + "[" + i + "]";
            if (type == Type.TEXT) {
                scalar(at, item);
            } else {
                mapping(at, item, type == Type.EXCEPTIONS ? EXCEPTION : PLUGIN);
                if (item instanceof Mapping mapping) {
                    required(at, mapping, type == Type.EXCEPTIONS ? List.of("name") : List.of("name", "version"));
                }
            }
        }
    }

    private void required(String path, Mapping mapping, List<String> keys) {
        for (String key : keys) {
            if (mapping.get(key) == null) {
                warn(path, mapping, "needs the key '" + key + "'");
            }
        }
    }

    private void override(String path, YamlNode node) {
        mapping(path, node, OVERRIDE);
        if (node instanceof Mapping mapping && mapping.entries().isEmpty()) {
            warn(path, node, "needs at least one key");
        }
    }
}
