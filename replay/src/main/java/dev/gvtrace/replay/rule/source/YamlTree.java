// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Builds the tree of a rule file from the events of the YAML parser, because only those say how and where a scalar was
 * written. Aliases are resolved, merge keys are ordinary keys. Hostile files meet limits on depth and on the number of
 * nodes, nodes behind aliases counted as often as they are meant. Single-use.
 */
public final class YamlTree {
    /** How deep sequences and mappings may nest; official files need 6. */
    public static final int MAX_DEPTH = 64;

    /** How many nodes a file may have with its aliases resolved. */
    public static final int MAX_NODES = 1_000_000;

    private record Anchored(@Nullable YamlNode node, long weight) {}

    private final RuleFile file;
    private final ParserImpl parser;
    private final int @Nullable [] offsets;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int depth;
    private long nodes;

    private YamlTree(RuleFile file) {
        this.file = file;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setProcessComments(false);
        this.parser = new ParserImpl(new StreamReader(file.text()), options);
        this.offsets = offsets(file.text());
    }

    /**
     * The root nodes of a file's documents; empty documents are left out.
     *
     * @throws YamlSyntaxException if it is no YAML, or exceeds a limit
     */
    public static List<YamlNode> parse(RuleFile file) throws YamlSyntaxException {
        YamlTree tree = new YamlTree(file);
        try {
            return tree.documents();
        } catch (MarkedYAMLException e) {
            throw tree.syntax(e);
        } catch (ReaderException e) {
            throw new YamlSyntaxException(
                    "character U+%04X is not allowed in YAML".formatted(e.getCodePoint()),
                    tree.offset(e.getPosition()));
        } catch (YAMLException e) {
            throw new YamlSyntaxException(firstLine(String.valueOf(e.getMessage())), 0);
        }
    }

    /** The parser counts code points, the text chars: from one to the other, null where they are the same. */
    private static int @Nullable [] offsets(String text) {
        int points = text.codePointCount(0, text.length());
        if (points == text.length()) {
            return null;
        }
        int[] offsets = new int[points + 1];
        int at = 0;
        for (int i = 0; i < points; i++) {
            offsets[i] = at;
            at += Character.charCount(text.codePointAt(at));
        }
        offsets[points] = at;
        return offsets;
    }

    private int offset(int codePoint) {
        int[] map = offsets;
        int at = map == null ? codePoint : map[Math.min(codePoint, map.length - 1)];
        return Math.min(at, file.text().length());
    }

    private int offset(@Nullable Mark mark) {
        return mark == null ? 0 : offset(mark.getIndex());
    }

    private YamlSyntaxException syntax(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "not valid YAML" : e.getProblem();
        if (!problem.contains("TAB")) {
            problem = problem.replaceFirst(" *\\(Do not use .* for indentation\\)", "");
        }
        String context = e.getContext();
        int at = offset(e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark());
        String message = context == null || context.isBlank() ? problem : problem + ", " + context;
        return new YamlSyntaxException(firstLine(message), at);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private List<YamlNode> documents() throws YamlSyntaxException {
        List<YamlNode> roots = new ArrayList<>();
        while (true) {
            Event event = parser.getEvent();
            if (event == null || event.is(Event.ID.StreamEnd)) {
                return roots;
            }
            if (event.is(Event.ID.DocumentStart)) {
                anchors.clear();
                YamlNode root = node(parser.getEvent());
                if (!root.isNull()) {
                    roots.add(root);
                }
            }
        }
    }

    private YamlNode node(Event event) throws YamlSyntaxException {
        if (event instanceof AliasEvent alias) {
            return resolve(alias);
        }
        long before = nodes;
        count(1, event);
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, new Anchored(null, 0));
        }
        YamlNode node = event instanceof ScalarEvent scalar ? scalar(scalar) : collection(event);
        if (anchor != null) {
            anchors.put(anchor, new Anchored(node, nodes - before));
        }
        return node;
    }

    private YamlNode resolve(AliasEvent alias) throws YamlSyntaxException {
        Anchored anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw at("alias '" + alias.getAnchor() + "' has no anchor before it", alias);
        }
        if (anchored.node() == null) {
            throw at("alias '" + alias.getAnchor() + "' stands inside the node that it means", alias);
        }
        count(anchored.weight(), alias);
        return anchored.node();
    }

    private void count(long more, Event event) throws YamlSyntaxException {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw at("more than " + MAX_NODES + " YAML nodes, aliases resolved", event);
        }
    }

    private YamlSyntaxException at(String message, Event event) {
        return new YamlSyntaxException(message, offset(event.getStartMark()));
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        boolean tagged = event.getTag() != null;
        return new YamlNode.Scalar(
                file,
                offset(event.getStartMark()),
                offset(event.getEndMark()),
                event.getValue(),
                style(event.getScalarStyle()),
                tagged);
    }

    private static Style style(ScalarStyle style) {
        return switch (style) {
            case SINGLE_QUOTED -> Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED -> Style.DOUBLE_QUOTED;
            case LITERAL -> Style.LITERAL;
            case FOLDED -> Style.FOLDED;
            default -> Style.PLAIN;
        };
    }

    private YamlNode collection(Event start) throws YamlSyntaxException {
        if (++depth > MAX_DEPTH) {
            throw at("YAML nests deeper than " + MAX_DEPTH + " levels", start);
        }
        int at = offset(start.getStartMark());
        YamlNode node = start.is(Event.ID.SequenceStart)
                ? new YamlNode.Sequence(file, at, items())
                : new YamlNode.Mapping(file, at, entries());
        depth--;
        return node;
    }

    private List<YamlNode> items() throws YamlSyntaxException {
        List<YamlNode> items = new ArrayList<>();
        while (true) {
            Event event = parser.getEvent();
            if (event.is(Event.ID.SequenceEnd)) {
                return items;
            }
            items.add(node(event));
        }
    }

    private List<YamlNode.Entry> entries() throws YamlSyntaxException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        while (true) {
            Event event = parser.getEvent();
            if (event.is(Event.ID.MappingEnd)) {
                return entries;
            }
            YamlNode key = node(event);
            entries.add(new YamlNode.Entry(key, node(parser.getEvent())));
        }
    }
}
