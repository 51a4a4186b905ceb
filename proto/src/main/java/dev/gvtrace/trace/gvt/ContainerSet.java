// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Container ids: of one block, or of a whole file. Ids that are too long or too many are not added; then the set is
 * incomplete and no block may be skipped because of it. On disk: for each id one byte with its length, 1 to 255, and
 * its bytes.
 */
final class ContainerSet {
    private final List<byte[]> ids = new ArrayList<>();
    private final int most;
    private byte[] last = {};
    private boolean incomplete;

    ContainerSet(int most) {
        this.most = most;
    }

    void clear() {
        ids.clear();
        last = new byte[0];
        incomplete = false;
    }

    void add(byte[] bytes, int offset, int length) {
        if (Arrays.equals(last, 0, last.length, bytes, offset, offset + length)) {
            return;
        }
        for (byte[] id : ids) {
            if (Arrays.equals(id, 0, id.length, bytes, offset, offset + length)) {
                last = id;
                return;
            }
        }
        if (length > TraceFormat.MAX_CONTAINER_ID || ids.size() >= most) {
            incomplete = true;
            return;
        }
        last = Arrays.copyOfRange(bytes, offset, offset + length);
        ids.add(last);
    }

    void addAll(ContainerSet other) {
        other.ids.forEach(id -> add(id, 0, id.length));
        incomplete |= other.incomplete;
    }

    void markIncomplete() {
        incomplete = true;
    }

    boolean isIncomplete() {
        return incomplete;
    }

    byte[] encode() {
        int size = ids.stream().mapToInt(id -> 1 + id.length).sum();
        byte[] bytes = new byte[size];
        int at = 0;
        for (byte[] id : ids) {
            bytes[at++] = (byte) id.length;
            System.arraycopy(id, 0, bytes, at, id.length);
            at += id.length;
        }
        return bytes;
    }

    /** Reads a set; one that is malformed is incomplete. */
    static ContainerSet decode(byte[] bytes, int offset, int length, int most) {
        ContainerSet set = new ContainerSet(most);
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int size = Byte.toUnsignedInt(bytes[at++]);
            if (size == 0 || size > end - at) {
                set.incomplete = true;
                break;
            }
            set.add(bytes, at, size);
            at += size;
        }
        return set;
    }

    /** Whether an id may start with one of the prefixes. */
    boolean mayContain(List<byte[]> prefixes) {
        return incomplete || ids.stream().anyMatch(id -> Selection.startsWithAny(prefixes, id, 0, id.length));
    }

    /** The ids. */
    List<Text> names() {
        return ids.stream().map(Text::ofBytes).toList();
    }
}
