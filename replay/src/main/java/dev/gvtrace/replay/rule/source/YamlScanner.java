// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlToken.Kind;
import dev.gvtrace.replay.rule.source.YamlToken.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the text of a rule file into tokens, as the parser of Falco 0.43 does (yaml-cpp of October 2024). That parser
 * reads a dialect of YAML 1.2: a tab may separate but not indent, control characters are text, a comment needs no blank
 * before it between tokens, a line without a key's colon at the end of the file is a key without a value, and what
 * stands left of the first document's indentation begins the next document. Single-use.
 */
final class YamlScanner {
    /** How many tokens a file may have: a node takes two, a few more with its brackets, anchor and tag. */
    static final int MAX_TOKENS = 5 * YamlTree.MAX_NODES;

    private static final int MAX_KEY_BYTES = 1024;
    private static final String NO_ANCHOR = "[]{},";
    private static final String BEHIND_ANCHOR = "?:,]}%@`";
    private static final String NO_PLAIN = ",[]{}#&*!|>'\"%@`";

    private enum Collection {
        NONE,
        SEQUENCE,
        MAPPING
    }

    /** A block collection that is open at a column. That of a key is only meant if the key turns out to be one. */
    private static final class Indent {
        final int column;
        final Collection type;
        final @Nullable YamlToken opening;
        Status status = Status.VALID;

        Indent(int column, Collection type, @Nullable YamlToken opening) {
            this.column = column;
            this.type = type;
            this.opening = opening;
        }
    }

    /** A place where a key may have begun. */
    private record PossibleKey(
            int start,
            int lineStart,
            int flowLevel,
            YamlToken token,
            @Nullable Indent indent) {
        void decide(Status status) {
            token.status = status;
            if (indent != null) {
                indent.status = status;
                if (indent.opening != null) {
                    indent.opening.status = status;
                }
            }
        }
    }

    private final SourceCursor in;
    private final Deque<YamlToken> tokens = new ArrayDeque<>();
    private final Deque<Indent> indents = new ArrayDeque<>();
    private final Deque<PossibleKey> keys = new ArrayDeque<>();
    private final Deque<Collection> flows = new ArrayDeque<>();
    private int count;
    private boolean ended;
    private int openQuote = -1;
    private boolean keyAllowed = true;
    /** False after a quoted scalar outside brackets: nothing else may follow on its line. */
    private boolean scalarAllowed = true;
    /** True after what JSON would allow as a key: the colon needs no blank then. */
    private boolean behindJsonKey;

    YamlScanner(String text) {
        this.in = new SourceCursor(text);
        indents.push(new Indent(-1, Collection.NONE, null));
    }

    /** The next token; null at the end. */
    @Nullable
    YamlToken peek() throws YamlSyntaxException {
        while (true) {
            YamlToken first = tokens.peek();
            if (first != null && first.status == Status.DROPPED) {
                tokens.remove();
            } else if (ended || first != null && first.status == Status.VALID) {
                return first;
            } else {
                scan();
            }
        }
    }

    void pop() throws YamlSyntaxException {
        if (peek() != null) {
            tokens.remove();
        }
    }

    /** Where the scanner stands: after the last token that was asked for, often after more. */
    int offset() {
        return ended ? in.lineStart() : in.offset();
    }

    /** Where a quote begins that is never closed; below 0 if none was met. */
    int openQuote() {
        return openQuote;
    }

    private void scan() throws YamlSyntaxException {
        skipToToken();
        closeIndents();
        if (in.atEnd()) {
            end();
        } else if (in.column() == 0 && in.peek() == '%') {
            directive();
        } else if (in.isDocumentStart()) {
            marker(Kind.DOCUMENT_START);
        } else if (in.isDocumentEnd()) {
            marker(Kind.DOCUMENT_END);
        } else if (!structure()) {
            content();
        }
    }

    private boolean structure() throws YamlSyntaxException {
        char c = in.peek();
        if (c == '[' || c == '{') {
            flowStart(c);
        } else if (c == ']' || c == '}') {
            flowEnd(c);
        } else if (c == ',') {
            flowEntry();
        } else if (in.isIndicator('-')) {
            blockEntry();
        } else if (c == '?' && in.isBlankOrBreak(1)) {
            key();
        } else if (isValue()) {
            value();
        } else {
            return false;
        }
        return true;
    }

    private void content() throws YamlSyntaxException {
        char c = in.peek();
        if (c == '&' || c == '*') {
            anchor(c == '*');
        } else if (c == '!') {
            tag();
        } else if (inBlock() && (c == '|' || c == '>')) {
            blockScalar();
        } else if (c == '\'' || c == '"') {
            quoted();
        } else if (isPlain(c)) {
            plain();
        } else {
            throw new YamlSyntaxException(
                    "unknown token: no text can begin with '" + c + "'; put it in quotes", in.offset());
        }
    }

    private boolean inBlock() {
        return flows.isEmpty();
    }

    private boolean isPlain(char c) {
        if (NO_PLAIN.indexOf(c) >= 0 || in.isBlankOrBreak(0)) {
            return false;
        }
        if (inBlock()) {
            return "-?:".indexOf(c) < 0 || !in.endsIndicator(1);
        }
        return c != '?' && ("-:".indexOf(c) < 0 || !in.isBlank(1) && in.at(1) != SourceCursor.END);
    }

    private boolean isValue() {
        if (in.peek() != ':') {
            return false;
        }
        if (inBlock()) {
            return in.endsIndicator(1);
        }
        return behindJsonKey || in.isBlankOrBreak(1) || ",]}".indexOf(in.at(1)) >= 0;
    }

    private void skipToToken() {
        while (true) {
            while (in.isBlank(0)) {
                if (inBlock() && in.peek() == '\t') {
                    keyAllowed = false;
                }
                in.take();
            }
            if (in.peek() == '#') {
                in.skipToBreak();
            }
            if (!in.isBreak(0)) {
                return;
            }
            in.skipBreak();
            dropKey();
            scalarAllowed = true;
            if (inBlock()) {
                keyAllowed = true;
            }
        }
    }

    private YamlToken push(YamlToken token) throws YamlSyntaxException {
        if (++count > MAX_TOKENS) {
            throw YamlSyntaxException.limit(YamlTree.TOO_MANY_NODES, token.start);
        }
        tokens.add(token);
        return token;
    }

    private YamlToken push(Kind kind) throws YamlSyntaxException {
        return push(YamlToken.of(kind, in.offset()));
    }

    private void end() throws YamlSyntaxException {
        closeAllIndents();
        keys.clear();
        keyAllowed = false;
        ended = true;
    }

    // Indentation

    private Indent topIndent() {
        return indents.element();
    }

    private @Nullable Indent openIndent(Collection type) throws YamlSyntaxException {
        int column = in.column();
        Indent last = topIndent();
        boolean deeper = column > last.column;
        boolean sequenceOfKey = column == last.column && type == Collection.SEQUENCE && last.type == Collection.MAPPING;
        if (!inBlock() || !deeper && !sequenceOfKey) {
            return null;
        }
        Kind kind = type == Collection.SEQUENCE ? Kind.BLOCK_SEQUENCE_START : Kind.BLOCK_MAPPING_START;
        Indent indent = new Indent(column, type, push(kind));
        indents.push(indent);
        return indent;
    }

    /** Ends the collections that what comes next is too far left for. */
    private void closeIndents() throws YamlSyntaxException {
        if (!inBlock()) {
            return;
        }
        int column = in.column();
        while (topIndent().column > column || topIndent().column == column && endsSequence()) {
            closeIndent();
        }
        while (topIndent().status == Status.DROPPED) {
            closeIndent();
        }
    }

    private boolean endsSequence() {
        return topIndent().type == Collection.SEQUENCE && !in.isIndicator('-');
    }

    private void closeAllIndents() throws YamlSyntaxException {
        if (inBlock()) {
            while (topIndent().type != Collection.NONE) {
                closeIndent();
            }
        }
    }

    private void closeIndent() throws YamlSyntaxException {
        Indent indent = indents.remove();
        if (indent.status != Status.VALID) {
            dropKey();
        } else {
            push(indent.type == Collection.SEQUENCE ? Kind.BLOCK_SEQUENCE_END : Kind.BLOCK_MAPPING_END);
        }
    }

    // Keys that are only known by their colon

    private void possibleKey() throws YamlSyntaxException {
        PossibleKey last = keys.peek();
        if (!keyAllowed || last != null && last.flowLevel() == flows.size()) {
            return;
        }
        Indent indent = openIndent(Collection.MAPPING);
        PossibleKey key = new PossibleKey(in.offset(), in.lineStart(), flows.size(), push(Kind.KEY), indent);
        key.decide(Status.OPEN);
        keys.push(key);
    }

    private void dropKey() {
        PossibleKey key = keys.peek();
        if (key != null && key.flowLevel() == flows.size()) {
            keys.remove().decide(Status.DROPPED);
        }
    }

    /** True if what began as a key is one: on one line, and not too long. */
    private boolean confirmKey() {
        PossibleKey key = keys.peek();
        if (key == null || key.flowLevel() != flows.size()) {
            return false;
        }
        keys.remove();
        boolean isKey = in.lineStart() == key.lineStart()
                && in.offset() - key.start() <= MAX_KEY_BYTES
                && in.bytesSince(key.start()) <= MAX_KEY_BYTES;
        key.decide(isKey ? Status.VALID : Status.DROPPED);
        return isKey;
    }

    // Tokens

    private void token(Kind kind) throws YamlSyntaxException {
        push(kind);
        in.take();
    }

    private void directive() throws YamlSyntaxException {
        closeAllIndents();
        keys.clear();
        keyAllowed = false;
        behindJsonKey = false;
        int start = in.offset();
        in.take();
        int end = in.offset();
        while (!in.atEnd() && !in.isBreak(0) && !(in.peek() == '#' && in.offset() > end && isBehindBlank())) {
            in.take();
        }
        push(YamlToken.of(Kind.DIRECTIVE, start, in.substring(start + 1, in.offset())));
    }

    private boolean isBehindBlank() {
        String before = in.substring(in.offset() - 1, in.offset());
        return before.equals(" ") || before.equals("\t");
    }

    private void marker(Kind kind) throws YamlSyntaxException {
        closeAllIndents();
        keys.clear();
        keyAllowed = false;
        behindJsonKey = false;
        push(kind);
        in.skip(3);
    }

    private void flowStart(char c) throws YamlSyntaxException {
        possibleKey();
        keyAllowed = true;
        behindJsonKey = false;
        flows.push(c == '[' ? Collection.SEQUENCE : Collection.MAPPING);
        token(c == '[' ? Kind.FLOW_SEQUENCE_START : Kind.FLOW_MAPPING_START);
    }

    private void flowEnd(char c) throws YamlSyntaxException {
        Collection ends = c == ']' ? Collection.SEQUENCE : Collection.MAPPING;
        if (inBlock()) {
            throw new YamlSyntaxException("illegal flow end: '" + c + "' without its opening bracket", in.offset());
        }
        loneKey();
        keyAllowed = false;
        behindJsonKey = true;
        if (flows.element() != ends) {
            throw new YamlSyntaxException("illegal flow end: '" + c + "' closes another kind of bracket", in.offset());
        }
        flows.pop();
        token(c == ']' ? Kind.FLOW_SEQUENCE_END : Kind.FLOW_MAPPING_END);
    }

    /** In braces what has no colon is a key without a value; in brackets it is an item. */
    private void loneKey() throws YamlSyntaxException {
        Collection flow = flows.peek();
        if (flow == Collection.MAPPING) {
            if (confirmKey()) {
                push(Kind.VALUE);
            }
        } else if (flow == Collection.SEQUENCE) {
            dropKey();
        }
    }

    private void flowEntry() throws YamlSyntaxException {
        if (in.column() == 0) {
            throw new YamlSyntaxException(
                    "plain value cannot start with flow indicator character: indent the line that begins with ','",
                    in.offset());
        }
        checkScalarAllowed();
        loneKey();
        keyAllowed = true;
        behindJsonKey = false;
        token(Kind.FLOW_ENTRY);
    }

    private void blockEntry() throws YamlSyntaxException {
        if (!inBlock() || !keyAllowed) {
            throw new YamlSyntaxException(
                    inBlock()
                            ? "illegal block entry: '- ' begins an item only at the start of a line"
                            : "illegal block entry: '- ' inside brackets",
                    in.offset());
        }
        openIndent(Collection.SEQUENCE);
        keyAllowed = true;
        behindJsonKey = false;
        token(Kind.BLOCK_ENTRY);
    }

    private void key() throws YamlSyntaxException {
        if (inBlock()) {
            if (!keyAllowed) {
                throw new YamlSyntaxException(
                        "illegal map key: '? ' begins a key only at the start of a line", in.offset());
            }
            openIndent(Collection.MAPPING);
        }
        keyAllowed = inBlock();
        token(Kind.KEY);
    }

    private void value() throws YamlSyntaxException {
        boolean afterKey = confirmKey();
        behindJsonKey = false;
        if (afterKey) {
            keyAllowed = false;
        } else {
            if (inBlock()) {
                if (!keyAllowed) {
                    throw new YamlSyntaxException(
                            "illegal map value: ': ' is not allowed here; put the text in quotes, or indent it as its neighbours",
                            in.offset());
                }
                openIndent(Collection.MAPPING);
            }
            keyAllowed = inBlock();
        }
        scalarAllowed = true;
        token(Kind.VALUE);
    }

    private void anchor(boolean alias) throws YamlSyntaxException {
        possibleKey();
        keyAllowed = false;
        behindJsonKey = false;
        int start = in.offset();
        in.take();
        while (!in.atEnd() && NO_ANCHOR.indexOf(in.peek()) < 0 && !in.isBlankOrBreak(0)) {
            in.take();
        }
        String what = alias ? "alias" : "anchor";
        if (in.offset() == start + 1) {
            throw new YamlSyntaxException(what + " not found after " + (alias ? "*" : "&"), in.offset());
        }
        if (!in.atEnd() && BEHIND_ANCHOR.indexOf(in.peek()) < 0 && !in.isBlankOrBreak(0)) {
            throw new YamlSyntaxException(
                    "illegal character found while scanning " + what + ": '" + in.peek() + "'", in.offset());
        }
        push(YamlToken.of(alias ? Kind.ALIAS : Kind.ANCHOR, start, in.substring(start + 1, in.offset())));
    }

    private void tag() throws YamlSyntaxException {
        possibleKey();
        keyAllowed = false;
        behindJsonKey = false;
        int start = in.offset();
        YamlTags.skip(in);
        push(YamlToken.of(Kind.TAG, start, in.substring(start, in.offset())));
    }

    private void checkScalarAllowed() throws YamlSyntaxException {
        if (!scalarAllowed) {
            throw new YamlSyntaxException(
                    "unexpected scalar: a quoted text ends its value; put all of the value in quotes", in.offset());
        }
    }

    private void plain() throws YamlSyntaxException {
        checkScalarAllowed();
        int indent = inBlock() ? topIndent().column + 1 : 0;
        possibleKey();
        FlowScalarScanner.Result scalar = FlowScalarScanner.plain(in, !inBlock(), indent);
        keyAllowed = scalar.endedByIndentation();
        behindJsonKey = false;
        push(scalar.token());
    }

    private void quoted() throws YamlSyntaxException {
        checkScalarAllowed();
        possibleKey();
        FlowScalarScanner.Result quoted = FlowScalarScanner.quoted(in);
        YamlToken scalar = quoted.token();
        openQuote = quoted.closed() ? openQuote : scalar.start;
        keyAllowed = false;
        scalarAllowed = !inBlock();
        behindJsonKey = true;
        push(scalar);
    }

    private void blockScalar() throws YamlSyntaxException {
        YamlToken scalar = BlockScalarScanner.read(in, topIndent().column);
        keyAllowed = true;
        behindJsonKey = false;
        push(scalar);
    }
}
