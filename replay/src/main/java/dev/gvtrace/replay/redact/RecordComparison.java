// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.Part.Form;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares records of a copy that are not messages with the original's. Not thread-safe. */
final class RecordComparison {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private Parts parts = new Parts(List.of());

    /** What differs beyond the parts that are named; null if nothing does. */
    @Nullable
    String records(RecordKind kind, byte[] copy, byte[] original, List<Part> named) {
        parts = new Parts(named);
        if (parts.take(Part.ALL, Form.WITHHELD)) {
            return copy.length == 0 ? null : "is not withheld";
        }
        boolean same = switch (kind) {
            case FACTS -> facts(copy, original);
            case PROCFS -> procfs(copy, original);
            case NOTE -> text(Part.ALL, copy, original);
            case GAP -> gap(copy, original);
            case MESSAGE, OPENING, CLOSING -> Arrays.equals(copy, original);
        };
        return outcome(same);
    }

    private @Nullable String outcome(boolean same) {
        return !same
                ? "differs in more than what is named"
                : parts.areAllFound() ? null : "names parts that it does not have";
    }

    private boolean text(String path, byte[] copy, byte[] original) {
        return Comparison.isRedacted(copy, original, parts.takeSpans(path));
    }

    private boolean text(String path, Text copy, Text original) {
        return text(path, copy.bytes(), original.bytes());
    }

    private boolean facts(byte[] copy, byte[] original) {
        Facts mine = Facts.decode(copy, 0, copy.length);
        Facts theirs = Facts.decode(original, 0, original.length);
        boolean plain = parts.take(Part.ALL, Form.FIELDS)
                || Arrays.equals(copy, original)
                || Arrays.equals(Facts.encode(mine.kind().decoded(), mine.json()), copy);
        return plain && text(RecordRedactor.KIND, mine.kind(), theirs.kind()) && json("", mine.json(), theirs.json());
    }

    private boolean json(String prefix, byte[] copy, byte[] original) {
        if (parts.take(prefix.isEmpty() ? Part.ALL : prefix, Form.MALFORMED)) {
            return Arrays.equals(copy, NULL) && !JsonText.isValid(original);
        }
        if (Arrays.equals(copy, original)) {
            return true;
        }
        if (!JsonText.isValid(copy) || !JsonText.isValid(original)) {
            return text(prefix.isEmpty() ? Part.ALL : prefix, copy, original);
        }
        try {
            return new Strings(prefix, original).areIn(copy);
        } catch (RedactionException e) {
            return false;
        }
    }

    /** The strings of a JSON text, and what is between them. */
    private final class Strings implements JsonText.Visitor {
        private final String prefix;
        private final byte[] skeleton;
        private final Iterator<byte[]> strings;
        private boolean same = true;

        Strings(String prefix, byte[] json) {
            this.prefix = prefix;
            List<byte[]> found = new ArrayList<>();
            skeleton = skeleton(json, found);
            strings = found.iterator();
        }

        boolean areIn(byte[] copy) throws RedactionException {
            List<byte[]> mine = new ArrayList<>();
            if (!Arrays.equals(skeleton(copy, mine), skeleton)) {
                return false;
            }
            JsonWalk.walk(copy, this);
            return same && !strings.hasNext();
        }

        @Override
        public byte @Nullable [] name(String path, byte[] name, JsonPlace place) {
            return value(path, name, place);
        }

        @Override
        public byte @Nullable [] value(String path, byte[] value, JsonPlace place) {
            same &= strings.hasNext() && text(prefix + path, value, strings.next());
            return null;
        }

        private static byte[] skeleton(byte[] json, List<byte[]> strings) {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            for (int i = 0; i < json.length; ) {
                rest.write(json[i]);
                if (json[i] == '"') {
                    int end = JsonText.endOfString(json, i);
                    strings.add(JsonText.decode(json, i, end));
                    i = end;
                } else {
                    i++;
                }
            }
            return rest.toByteArray();
        }
    }

    private boolean procfs(byte[] copy, byte[] original) {
        List<byte[]> mine = lines(copy);
        List<byte[]> theirs = lines(original);
        boolean same = mine.size() == theirs.size();
        for (int i = 0; same && i < mine.size(); i++) {
            byte[] line = mine.get(i);
            byte[] before = theirs.get(i);
            String path = Integer.toString(i + 1);
            same = before.length > 0 && before[0] == '{' ? json(path + ":", line, before) : text(path, line, before);
        }
        return same;
    }

    private static List<byte[]> lines(byte[] text) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                lines.add(Arrays.copyOfRange(text, from, i));
                from = i + 1;
            }
        }
        lines.add(Arrays.copyOfRange(text, from, text.length));
        return lines;
    }

    private boolean gap(byte[] copy, byte[] original) {
        Gap mine = Gap.decode(copy, 0, copy.length);
        Gap theirs = Gap.decode(original, 0, original.length);
        boolean rewritten = parts.take(Part.ALL, Form.FIELDS) || parts.isIn(RecordRedactor.CAUSE);
        return rewritten
                ? mine.fromNs() == theirs.fromNs()
                        && mine.toNs() == theirs.toNs()
                        && mine.lost() == theirs.lost()
                        && text(RecordRedactor.CAUSE, mine.cause(), theirs.cause())
                : Arrays.equals(copy, original);
    }

    /** A text within a record, such as the reason of the end. */
    @Nullable
    String texts(String path, Text copy, Text original, List<Part> named) {
        parts = new Parts(named);
        return outcome(text(path, copy, original));
    }

    /** The openings. That of the copy has the original's files behind those that the original was made from. */
    @Nullable
    String openings(Opening copy, Opening original, List<Part> named) {
        parts = new Parts(named);
        boolean same = copy.origin() == original.origin()
                && Objects.equals(copy.peer(), original.peer())
                && text(RecordRedactor.HOST, copy.host(), original.host())
                && handshake(copy.handshake(), original.handshake())
                && optional(RecordRedactor.SESSION, copy.session(), original.session())
                && optional(RecordRedactor.IMPORT_CONFIG, copy.importConfig(), original.importConfig())
                && optional(RecordRedactor.IMPORT_NAME, copy.importName(), original.importName())
                && optional(RecordRedactor.SANDBOX, copy.sandbox(), original.sandbox())
                && copy.derivedFrom().size() >= original.derivedFrom().size();
        for (int i = 0; same && i < copy.derivedFrom().size(); i++) {
            String path = RecordRedactor.DERIVED_FROM + "[" + i + "]";
            if (i < original.derivedFrom().size()) {
                same = text(
                        path, copy.derivedFrom().get(i), original.derivedFrom().get(i));
            } else {
                parts.takeSpans(path);
            }
        }
        return outcome(same);
    }

    private boolean handshake(byte @Nullable [] copy, byte @Nullable [] original) {
        return parts.take(RecordRedactor.HANDSHAKE, Form.FIELDS)
                ? copy != null && original != null && copy.length <= original.length
                : Arrays.equals(copy, original);
    }

    private boolean optional(String prefix, byte @Nullable [] copy, byte @Nullable [] original) {
        return copy == null || original == null
                ? (copy == null ? NOTHING : copy).length == (original == null ? NOTHING : original).length
                : json(prefix + ":", copy, original);
    }

    private boolean optional(String path, @Nullable Text copy, @Nullable Text original) {
        return copy == null || original == null
                ? (copy == null ? Text.EMPTY : copy).equals(original == null ? Text.EMPTY : original)
                : text(path, copy, original);
    }
}
