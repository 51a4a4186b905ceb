// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The text of a condition, assembled from scalars of rule files, with the source of each character. Text that is in no
 * file (brackets around an exception, the items of a list) has the place of its cause. Immutable.
 */
public final class SourceMappedText {
    private final String text;
    private final int[] starts;
    private final Piece[] pieces;

    /**
     * The source of a range of the text.
     *
     * @param scalar the file's text
     * @param index in the scalar
     * @param step 1 if it was copied, or 0 if all of it stands for one place
     * @param list the list that was pasted here, null for none
     * @param values what the word in the stretch stands for, or null if it stands for itself
     */
    private record Piece(
            Scalar scalar,
            int index,
            int step,
            @Nullable String list,
            @Nullable List<String> values) {
        Piece(Scalar scalar, int index, int step, @Nullable String list) {
            this(scalar, index, step, list, null);
        }
    }

    /**
     * A word of the text that refers to values.
     *
     * @param index where the word starts
     * @param length of the word
     * @param values the same object wherever the same values are meant
     */
    public record Reference(int index, int length, List<String> values) {}

    private SourceMappedText(String text, int[] starts, Piece[] pieces) {
        this.text = text;
        this.starts = starts;
        this.pieces = pieces;
    }

    /** The text of a scalar. */
    public static SourceMappedText of(Scalar scalar) {
        return new SourceMappedText(scalar.text(), new int[] {0}, new Piece[] {new Piece(scalar, 0, 1, null)});
    }

    /** This, a blank, and that, as appending does. */
    public SourceMappedText append(SourceMappedText more) {
        Builder builder = new Builder(this);
        builder.append(this, 0, text.length());
        builder.literal(" ");
        builder.append(more, 0, more.text.length());
        return builder.build();
    }

    /** This without blanks at both ends. */
    public SourceMappedText strip() {
        int start = 0;
        int end = text.length();
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        Builder builder = new Builder(this);
        builder.append(this, start, end);
        return builder.build();
    }

    /** The text. */
    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    /** The place of a range of the text in a file. */
    public FilePlace place(int index, int length) {
        int at = Math.max(0, Math.min(index, text.length()));
        int i = pieceAt(at);
        int start = offset(i, at);
        int covered = 1;
        int last = Math.min(at + length - 1, text.length() - 1);
        if (pieces[i].step == 1 && last > at && pieceAt(last) == i) {
            covered = Math.max(1, offset(i, last) - start + 1);
        }
        return new FilePlace(pieces[i].scalar.file(), start, covered);
    }

    /**
     * Where the word after the one at an index starts, if it is another scalar's; else the index itself. So the
     * operator of an exception is found after its field.
     */
    public int nextScalar(int index) {
        int own = pieceAt(Math.max(0, Math.min(index, text.length() - 1)));
        for (int i = own + 1; i < pieces.length; i++) {
            if (pieces[i].step == 1 && pieces[i].scalar != pieces[own].scalar) {
                return text.substring(starts[own + 1], starts[i]).isBlank() ? starts[i] : index;
            }
        }
        return index;
    }

    /** The list that was pasted at an index; null for none. */
    public @Nullable String listAt(int index) {
        return pieces[pieceAt(Math.max(0, Math.min(index, text.length() - 1)))].list;
    }

    /** The lists that were pasted between two indexes. */
    public Set<String> listsBetween(int start, int end) {
        Set<String> lists = new TreeSet<>();
        for (int i = 0; i < pieces.length; i++) {
            int pieceEnd = i + 1 < starts.length ? starts[i + 1] : text.length();
            String list = pieces[i].list;
            if (list != null && starts[i] < end && pieceEnd > start) {
                lists.add(list);
            }
        }
        return lists;
    }

    /** The words that stand for values, in order. */
    public List<Reference> references() {
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            List<String> values = pieces[i].values;
            int limit = i + 1 < starts.length ? starts[i + 1] : text.length();
            int start = starts[i];
            while (values != null && start < limit && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            int end = start;
            while (values != null && end < limit && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            if (values != null && end > start) {
                references.add(new Reference(start, end - start, values));
            }
        }
        return references;
    }

    /** The text with the values in the place of the words that stand for them. */
    public String written() {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        for (Reference reference : references()) {
            out.append(text, copied, reference.index()).append(String.join(", ", reference.values()));
            copied = reference.index() + reference.length();
        }
        return out.append(text, copied, text.length()).toString();
    }

    private int offset(int piece, int at) {
        Scalar scalar = pieces[piece].scalar;
        int index = pieces[piece].index + (at - starts[piece]) * pieces[piece].step;
        return scalar.offset(Math.max(0, Math.min(index, scalar.text().length())));
    }

    private int pieceAt(int index) {
        int found = Arrays.binarySearch(starts, index);
        return found >= 0 ? found : -found - 2;
    }

    /** Puts a text together. Characters that come from nowhere get the place of the piece before them. */
    public static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private int[] starts = new int[8];
        private Piece[] pieces = new Piece[8];
        private int count;
        private @Nullable Piece last;

        /** With the text that stands for places before anything was appended. */
        public Builder(SourceMappedText first) {
            Piece piece = first.pieces[0];
            this.last = new Piece(piece.scalar, piece.index, 0, null);
        }

        /** How many characters there are so far. */
        public int length() {
            return text.length();
        }

        /** The last character; 0 if there is none. */
        public char lastChar() {
            return text.length() == 0 ? '\0' : text.charAt(text.length() - 1);
        }

        /** Copies a stretch of another text. */
        public void append(SourceMappedText from, int start, int end) {
            int at = start;
            while (at < end) {
                int i = from.pieceAt(at);
                int next = i + 1 < from.starts.length ? Math.min(end, from.starts[i + 1]) : end;
                Piece piece = from.pieces[i];
                add(new Piece(
                        piece.scalar,
                        piece.index + (at - from.starts[i]) * piece.step,
                        piece.step,
                        piece.list,
                        piece.values));
                text.append(from.text, at, next);
                at = next;
            }
        }

        /** Characters that are in no file. */
        public void literal(String characters) {
            Piece piece = last;
            if (piece != null && piece.step != 0) {
                int before = text.length() - starts[count - 1];
                add(new Piece(piece.scalar, piece.index + Math.max(0, before - 1), 0, null));
            } else if (piece != null && piece.values != null) {
                add(new Piece(piece.scalar, piece.index, 0, piece.list));
            }
            text.append(characters);
        }

        /** The items of a list in the place of its name, which is at an index of a text. */
        public void instead(String items, String list, SourceMappedText from, int index) {
            instead(items, list, from, index, null);
        }

        /** A word in the place of a list's name, standing for values of the list. */
        public void instead(
                String items, String list, SourceMappedText from, int index, @Nullable List<String> values) {
            int i = from.pieceAt(index);
            Piece piece = from.pieces[i];
            String known = piece.list;
            String shown = known == null ? list : known;
            add(new Piece(piece.scalar, piece.index + (index - from.starts[i]) * piece.step, 0, shown, values));
            text.append(items);
        }

        /** A word that stands for values, at the place of the first of them. */
        public void refer(String word, Scalar first, List<String> values) {
            add(new Piece(first, 0, 0, null, values));
            text.append(word);
        }

        /** A scalar's own text. */
        public void scalar(Scalar scalar) {
            add(new Piece(scalar, 0, 1, null));
            text.append(scalar.text());
        }

        /** Takes back characters at the end. */
        public void truncate(int length) {
            text.setLength(length);
            while (count > 1 && starts[count - 1] >= length) {
                count--;
            }
            last = count == 0 ? last : pieces[count - 1];
        }

        private void add(Piece piece) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                pieces = Arrays.copyOf(pieces, count * 2);
            }
            if (count > 0 && starts[count - 1] == text.length()) {
                count--;
            }
            starts[count] = text.length();
            pieces[count++] = piece;
            last = piece;
        }

        /** The text so far. */
        public SourceMappedText build() {
            if (count == 0) {
                starts[0] = 0;
                pieces[0] = Objects.requireNonNull(last, "nothing was appended");
                count = 1;
            }
            starts[0] = 0;
            return new SourceMappedText(text.toString(), Arrays.copyOf(starts, count), Arrays.copyOf(pieces, count));
        }
    }
}
