// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Style;
import dev.gvtrace.replay.rule.source.YamlToken.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds the trees of a rule file's documents from its tokens: aliases are resolved, merge keys are ordinary keys, of
 * equal keys all are kept in order. Hostile files meet limits on depth and on the number of nodes, nodes behind aliases
 * counted as often as they are meant. Single-use.
 */
public final class YamlTree {
    /** How deep sequences and mappings may nest, as in Falco's parser; official files need 6. */
    public static final int MAX_DEPTH = 498;

    /**
     * How many nodes a file may have with its aliases resolved: more do not fit into the heap that the launcher asks
     * for.
     */
    public static final int MAX_NODES = 1_250_000;

    static final String TOO_MANY_NODES =
            "more than " + MAX_NODES + " YAML nodes, aliases resolved; networks can stand for many addresses of a list";

    /**
     * What a file holds.
     *
     * @param roots of its documents, in order; those without content are left out
     * @param stop the offset where Falco's parser stops reading without a word, since a document without content came
     *     before something else; below 0 if it reads all
     * @param openQuote the offset of a quote that is never closed, which makes the rest of the file its text; below 0
     *     if there is none
     */
    public record Documents(List<YamlNode> roots, int stop, int openQuote) {}

    private record Anchored(@Nullable YamlNode node, long weight) {}

    private enum Parent {
        FLOW_SEQUENCE,
        OTHER
    }

    private final RuleFile file;
    /** The place of the text in the file, if it is that of a scalar. */
    private final @Nullable ScalarPlaces around;

    private final int length;
    private final YamlScanner scanner;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int depth;
    private long nodes;
    private Parent parent = Parent.OTHER;
    /** Behind the last token that was taken: the place of a value that is not there. */
    private int behindLast;

    private YamlTree(RuleFile file, String text, @Nullable ScalarPlaces around) {
        this.file = file;
        this.around = around;
        this.length = text.length();
        this.scanner = new YamlScanner(text);
    }

    /**
     * Reads a file.
     *
     * @throws YamlSyntaxException if Falco's parser would refuse it, or a limit is exceeded
     */
    public static Documents parse(RuleFile file) throws YamlSyntaxException {
        return new YamlTree(file, file.text(), null).documents();
    }

    /**
     * Reads the text of a scalar, as it is in a Helm values file. All places are those in the file around.
     *
     * @throws YamlSyntaxException as {@link #parse(RuleFile)}
     */
    public static Documents parse(Scalar scalar) throws YamlSyntaxException {
        YamlTree tree = new YamlTree(scalar.file(), scalar.text(), scalar.places());
        try {
            return tree.documents();
        } catch (YamlSyntaxException e) {
            throw e.at(tree.place(e.offset()));
        }
    }

    private int place(int offset) {
        return around == null ? offset : around.offset(Math.min(offset, length));
    }

    private Documents documents() throws YamlSyntaxException {
        List<YamlNode> roots = new ArrayList<>();
        YamlDirectives directives = new YamlDirectives();
        int stop = -1;
        try {
            while (true) {
                readDirectives(directives);
                YamlToken first = scanner.peek();
                if (first == null) {
                    return documents(roots, stop);
                }
                YamlNode root = document();
                if (!root.isNull()) {
                    roots.add(root);
                } else {
                    YamlToken next = scanner.peek();
                    stop = stop < 0 && next != null ? next.start : stop;
                    if (next == first) {
                        return documents(roots, stop);
                    }
                }
            }
        } catch (YamlSyntaxException e) {
            if (stop < 0 || e.isLimit()) {
                throw e;
            }
            return documents(roots, stop);
        }
    }

    private Documents documents(List<YamlNode> roots, int stop) {
        int openQuote = scanner.openQuote();
        return new Documents(roots, stop < 0 ? stop : place(stop), openQuote < 0 ? openQuote : place(openQuote));
    }

    private void readDirectives(YamlDirectives directives) throws YamlSyntaxException {
        boolean first = true;
        while (is(Kind.DIRECTIVE)) {
            if (first) {
                directives.forget();
            }
            first = false;
            directives.read(take());
        }
    }

    private YamlNode document() throws YamlSyntaxException {
        anchors.clear();
        if (is(Kind.DOCUMENT_START)) {
            take();
        }
        YamlNode root = node();
        while (is(Kind.DOCUMENT_END)) {
            take();
        }
        return root;
    }

    private boolean is(Kind kind) throws YamlSyntaxException {
        YamlToken token = scanner.peek();
        return token != null && token.kind == kind;
    }

    private YamlToken take() throws YamlSyntaxException {
        YamlToken token = Objects.requireNonNull(scanner.peek());
        scanner.pop();
        behindLast = Math.max(token.start + 1, token.end);
        return token;
    }

    private YamlSyntaxException expected(String missing) throws YamlSyntaxException {
        YamlToken token = scanner.peek();
        return new YamlSyntaxException(missing, token == null ? scanner.offset() : token.start);
    }

    private void count(long more, int offset) throws YamlSyntaxException {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw YamlSyntaxException.limit(TOO_MANY_NODES, offset);
        }
    }

    private YamlNode nothing(boolean tagged) throws YamlSyntaxException {
        count(1, behindLast);
        int at = place(Math.min(behindLast, length));
        Scalar none = Scalar.standIn(file, at, "");
        return tagged ? new Scalar(file, at, at, "", Style.PLAIN, true, none.places()) : none;
    }

    private YamlNode node() throws YamlSyntaxException {
        if (++depth > MAX_DEPTH + 1) {
            throw new YamlSyntaxException(
                    "bad file: YAML nests deeper than " + MAX_DEPTH + " levels", scanner.offset());
        }
        Parent outer = parent;
        YamlNode node;
        if (is(Kind.ALIAS)) {
            node = resolve(take());
        } else if (is(Kind.VALUE)) {
            node = keylessMapping();
        } else {
            node = withProperties();
        }
        parent = outer;
        depth--;
        return node;
    }

    private YamlNode resolve(YamlToken alias) throws YamlSyntaxException {
        Anchored anchored = anchors.get(alias.text);
        if (anchored == null) {
            throw new YamlSyntaxException("the referenced anchor is not defined: " + alias.text, alias.start);
        }
        if (anchored.node() == null) {
            throw YamlSyntaxException.limit(
                    "alias '" + alias.text + "' stands inside the node that it means", alias.start);
        }
        count(anchored.weight(), alias.start);
        return anchored.node();
    }

    private YamlNode withProperties() throws YamlSyntaxException {
        long before = nodes;
        YamlToken first = scanner.peek();
        String anchor = null;
        String tag = null;
        while (is(Kind.TAG) || is(Kind.ANCHOR)) {
            YamlToken property = Objects.requireNonNull(scanner.peek());
            if (property.kind == Kind.TAG ? tag != null : anchor != null) {
                throw new YamlSyntaxException(
                        "cannot assign multiple " + (tag == null ? "anchors" : "tags") + " to the same node",
                        property.start);
            } else if (property.kind == Kind.TAG) {
                tag = property.text.equals("!<>") ? null : property.text;
            } else {
                anchor = property.text;
                anchors.put(anchor, new Anchored(null, 0));
            }
            take();
        }
        YamlNode node = content(first == null ? behindLast : first.start, tag != null);
        if (anchor != null) {
            anchors.put(anchor, new Anchored(node, nodes - before));
        }
        return node;
    }

    private YamlNode content(int start, boolean tagged) throws YamlSyntaxException {
        YamlToken token = scanner.peek();
        if (token == null) {
            return nothing(false);
        }
        return switch (token.kind) {
            case SCALAR -> scalar(start, tagged);
            case FLOW_SEQUENCE_START, BLOCK_SEQUENCE_START -> sequence(start);
            case FLOW_MAPPING_START, BLOCK_MAPPING_START -> mapping(start);
            case KEY -> parent == Parent.FLOW_SEQUENCE ? pair(start) : nothing(tagged);
            case DIRECTIVE,
                    DOCUMENT_START,
                    DOCUMENT_END,
                    BLOCK_SEQUENCE_END,
                    BLOCK_MAPPING_END,
                    BLOCK_ENTRY,
                    FLOW_SEQUENCE_END,
                    FLOW_MAPPING_END,
                    FLOW_ENTRY,
                    VALUE,
                    ANCHOR,
                    ALIAS,
                    TAG -> nothing(tagged);
        };
    }

    private Scalar scalar(int start, boolean tagged) throws YamlSyntaxException {
        count(1, start);
        YamlToken token = take();
        return new Scalar(
                file,
                place(start),
                place(token.end),
                token.text,
                Objects.requireNonNull(token.style),
                tagged,
                Objects.requireNonNull(token.places).within(around));
    }

    private YamlNode sequence(int start) throws YamlSyntaxException {
        count(1, start);
        List<YamlNode> items = new ArrayList<>();
        if (take().kind == Kind.FLOW_SEQUENCE_START) {
            parent = Parent.FLOW_SEQUENCE;
            flowItems(items);
        } else {
            parent = Parent.OTHER;
            blockItems(items);
        }
        return new YamlNode.Sequence(file, place(start), items);
    }

    private void blockItems(List<YamlNode> items) throws YamlSyntaxException {
        while (true) {
            if (is(Kind.BLOCK_SEQUENCE_END)) {
                take();
                return;
            }
            if (!is(Kind.BLOCK_ENTRY)) {
                throw expected("end of sequence not found: expected '- ' as the items before have it");
            }
            take();
            boolean empty = is(Kind.BLOCK_ENTRY) || is(Kind.BLOCK_SEQUENCE_END);
            items.add(empty ? nothing(false) : node());
        }
    }

    private void flowItems(List<YamlNode> items) throws YamlSyntaxException {
        while (!is(Kind.FLOW_SEQUENCE_END)) {
            if (scanner.peek() == null) {
                throw expected("end of sequence flow not found: expected ']'");
            }
            items.add(node());
            if (is(Kind.FLOW_ENTRY)) {
                take();
            } else if (!is(Kind.FLOW_SEQUENCE_END)) {
                throw expected("end of sequence flow not found: expected ',' or ']'");
            }
        }
        take();
    }

    private YamlNode mapping(int start) throws YamlSyntaxException {
        count(1, start);
        parent = Parent.OTHER;
        List<YamlNode.Entry> entries = new ArrayList<>();
        if (take().kind == Kind.FLOW_MAPPING_START) {
            flowEntries(entries);
        } else {
            blockEntries(entries);
        }
        return new YamlNode.Mapping(file, place(start), entries);
    }

    private void blockEntries(List<YamlNode.Entry> entries) throws YamlSyntaxException {
        while (true) {
            if (is(Kind.BLOCK_MAPPING_END)) {
                take();
                return;
            }
            if (!is(Kind.KEY) && !is(Kind.VALUE)) {
                throw expected("end of map not found: expected a key as the lines before have it, or less indentation");
            }
            entries.add(entry());
        }
    }

    private void flowEntries(List<YamlNode.Entry> entries) throws YamlSyntaxException {
        while (!is(Kind.FLOW_MAPPING_END)) {
            if (scanner.peek() == null) {
                throw expected("end of map flow not found: expected '}'");
            }
            entries.add(entry());
            if (is(Kind.FLOW_ENTRY)) {
                take();
            } else if (!is(Kind.FLOW_MAPPING_END)) {
                throw expected("end of map flow not found: expected ',' or '}'");
            }
        }
        take();
    }

    private YamlNode.Entry entry() throws YamlSyntaxException {
        YamlNode key;
        if (is(Kind.KEY)) {
            take();
            key = node();
        } else {
            key = nothing(false);
        }
        if (is(Kind.VALUE)) {
            take();
            return new YamlNode.Entry(key, node());
        }
        return new YamlNode.Entry(key, nothing(false));
    }

    /** One key with its value inside brackets. */
    private YamlNode pair(int start) throws YamlSyntaxException {
        count(1, start);
        parent = Parent.OTHER;
        return new YamlNode.Mapping(file, place(start), List.of(entry()));
    }

    private YamlNode keylessMapping() throws YamlSyntaxException {
        int start = Objects.requireNonNull(scanner.peek()).start;
        count(1, start);
        parent = Parent.OTHER;
        return new YamlNode.Mapping(file, place(start), List.of(entry()));
    }
}
