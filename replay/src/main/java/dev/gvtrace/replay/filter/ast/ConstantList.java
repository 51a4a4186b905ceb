// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.ast;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The constants of one list in a condition, some of them by reference to sets that other conditions share. Constants of
 * a set have the position of the reference and are created on demand. Immutable.
 */
public final class ConstantList extends AbstractList<Operand> implements RandomAccess {
    /**
     * A reference to a set.
     *
     * @param set the values
     * @param position of the word for them
     * @param start index of the first value in the list
     */
    public record Reference(ConstantSet set, Position position, int start) {}

    private final List<Reference> references;
    private final List<Operand.Constant> written;
    private final int size;

    private ConstantList(List<Reference> references, List<Operand.Constant> written, int size) {
        this.references = references;
        this.written = written;
        this.size = size;
    }

    /** Takes the constants in the order of the text. */
    static final class Builder {
        private final List<Reference> references = new ArrayList<>();
        private final List<Operand.Constant> written = new ArrayList<>();
        private int size;

        void add(Operand.Constant constant) {
            written.add(constant);
            size++;
        }

        void add(ConstantSet set, Position position) {
            references.add(new Reference(set, position, size));
            size += set.texts().size();
        }

        /** The finished list. */
        List<Operand> build() {
            return references.isEmpty()
                    ? List.copyOf(written)
                    : new ConstantList(List.copyOf(references), List.copyOf(written), size);
        }
    }

    /** The list itself if there are references in it. */
    public static @Nullable ConstantList of(@Nullable Operand operand) {
        return operand instanceof Operand.Values values && values.items() instanceof ConstantList list ? list : null;
    }

    /** The references, in order. */
    public List<Reference> references() {
        return references;
    }

    /** The sets that are referred to, in order. */
    public List<ConstantSet> sets() {
        return references.stream().map(Reference::set).toList();
    }

    /** The constants that were written out, in order. */
    public List<Operand.Constant> written() {
        return written;
    }

    @Override
    public Operand get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        int before = 0;
        for (Reference reference : references) {
            int count = reference.set.texts().size();
            if (index < reference.start) {
                break;
            }
            if (index < reference.start + count) {
                return reference.set.constant(index - reference.start, reference.position);
            }
            before += count;
        }
        return written.get(index - before);
    }

    @Override
    public int size() {
        return size;
    }
}
