// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the blocks of one file, using the index in the footer, or each block's header when there is no index.
 * Where there is no header it searches for the next one; {@link #takeDamage} returns the ranges skipped. Each byte is
 * read a bounded number of times, whatever the file contains. Not thread-safe.
 */
final class BlockWalk {
    private static final int SEARCH_BYTES = 64 * 1024;

    private final TraceBytes file;
    private final byte[] mark;
    private final byte[] footerMark;
    private @Nullable List<IndexedBlock> index;
    private final long end;
    private final boolean sealed;
    private final byte[] head = new byte[TraceFormat.BLOCK_HEADER_BYTES];
    private byte[] containers = {};
    private byte[] window = {};
    private List<Damage> damage = new ArrayList<>();
    private long windowAt;
    private int windowSize;
    private int nextIndex;
    private long position;
    /** Where to search for a block that the last block may include because of wrong sizes in its header. */
    private long searchFrom;

    private boolean lastWasClosing;
    /** Why the first unreadable range not reported yet could not be read; null when there is none. */
    private @Nullable String unread;

    private @Nullable Ending ending;

    BlockWalk(TraceBytes file, FileHeader header, @Nullable Footer footer, boolean byIndex) {
        this.file = file;
        mark = header.mark(TraceFormat.BLOCK_MAGIC);
        footerMark = header.mark(TraceFormat.FOOTER_MAGIC);
        sealed = footer != null;
        index = footer == null || !byIndex ? null : footer.blocks();
        end = footer == null ? file.size() : footer.offset();
        position = header.firstBlock();
        if (footer != null && footer.blocks() == null && footer.isIndexed()) {
            damage.add(new Damage(
                    file.name(), footer.offset(), footer.size(), "index that does not match the blocks", false));
        }
    }

    /** A walk that only searches for the first block of any recording. */
    private BlockWalk(TraceBytes file) {
        this.file = file;
        mark = TraceFormat.BLOCK_MAGIC;
        footerMark = TraceFormat.FOOTER_MAGIC;
        sealed = false;
        index = null;
        end = file.size();
    }

    /** The first block in a file whose header is lost; null when there is none. */
    static @Nullable IndexedBlock findFirst(TraceBytes file) throws IOException {
        BlockWalk walk = new BlockWalk(file);
        long found = walk.findBlock(0);
        return found < 0 ? null : walk.blockAt(found);
    }

    /** The next block; null at the end. */
    @Nullable
    IndexedBlock next() throws IOException {
        if (index != null) {
            return nextIndex < index.size() ? index.get(nextIndex++) : null;
        }
        while (ending == null) {
            IndexedBlock block = position < end ? blockAt(position) : null;
            if (block != null && block.end() <= end) {
                position = block.end();
                searchFrom = block.offset() + TraceFormat.BLOCK_HEADER_BYTES;
                lastWasClosing = block.header().has(TraceFormat.BLOCK_CLOSING);
                return block;
            }
            passOver(block != null);
        }
        return null;
    }

    /** Reads a block again that {@link #next} has returned; its damage is already reported. */
    @Nullable
    IndexedBlock reread(long offset) throws IOException {
        List<Damage> before = damage;
        damage = new ArrayList<>();
        IndexedBlock block = blockAt(offset);
        damage = before;
        unread = null;
        return block;
    }

    /** Continues from an offset without the index. */
    void leaveIndex(long offset) {
        index = null;
        position = offset;
        searchFrom = offset;
    }

    /** Whether {@link #next} has returned the last block. */
    boolean isAtEnd() {
        return index == null ? ending != null : nextIndex == index.size();
    }

    private @Nullable IndexedBlock blockAt(long offset) throws IOException {
        if (end - offset < head.length
                || !read(offset, head, head.length)
                || !TraceFormat.matches(head, 0, mark)
                || !BlockHeader.hasValidChecksum(head, 0)) {
            return null;
        }
        BlockHeader header = BlockHeader.decode(head);
        if (header == null) {
            return null;
        }
        return new IndexedBlock(offset, header, containers(offset, header));
    }

    private ContainerSet containers(long offset, BlockHeader header) throws IOException {
        int size = header.containerBytes();
        if (containers.length < size) {
            containers = new byte[TraceFormat.MAX_CONTAINER_BYTES];
        }
        long at = offset + TraceFormat.BLOCK_HEADER_BYTES;
        if (size <= file.size() - at
                && read(at, containers, size)
                && TraceFormat.crc(containers, 0, size) == header.containerCrc()) {
            return IndexedBlock.containers(header, containers, 0);
        }
        ContainerSet unknown = new ContainerSet(0);
        unknown.markIncomplete();
        if (offset + header.size() <= end) {
            damage.add(new Damage(file.name(), at, size, orElse("container set with a wrong checksum"), false));
        }
        return unknown;
    }

    /** Continues after a place without a complete block, or finds the end of the file. */
    private void passOver(boolean isTornBlock) throws IOException {
        if (searchFrom < position && (position < end || !sealed)) {
            long claimed = findBlock(searchFrom);
            searchFrom = position;
            if (claimed >= 0 && claimed < position) {
                position = claimed;
                return;
            }
        }
        if (position >= end) {
            ending = sealed ? Ending.SEALED : lastWasClosing ? Ending.CUT : Ending.CRASHED;
            if (ending == Ending.CUT) {
                damage.add(new Damage(file.name(), end, 0, "no footer after the closing record", false));
            }
            return;
        }
        long found = findBlock(position + 1);
        if (found >= 0) {
            damage.add(new Damage(file.name(), position, found - position, orElse("no readable block"), true));
            position = found;
            return;
        }
        Ending atFooter = sealed ? null : endingAtFooter();
        if (atFooter != null) {
            readRest();
            damage.add(new Damage(file.name(), position, end - position, orElse(footerDamage(atFooter)), false));
            ending = atFooter;
            return;
        }
        boolean torn = unread == null && (isTornBlock || end - position < head.length);
        damage.add(new Damage(
                file.name(),
                position,
                end - position,
                torn ? "block that is not complete" : orElse("no readable block"),
                true));
        ending = sealed ? Ending.SEALED : looksInterrupted() ? Ending.CRASHED : Ending.CUT;
    }

    private static String footerDamage(Ending ending) {
        return ending == Ending.BROKEN_SEAL ? "damaged footer" : "footer that is not complete";
    }

    /** The ending indicated by an unreadable footer at this place; null when there is none. */
    private @Nullable Ending endingAtFooter() throws IOException {
        byte[] found = new byte[TraceFormat.MARK_BYTES];
        boolean marked = end - position >= found.length
                && read(position, found, found.length)
                && TraceFormat.matches(found, 0, footerMark);
        int atEnd = Footer.announcedAtEnd(file);
        if (marked ? atEnd > 0 : atEnd == end - position) {
            return Ending.BROKEN_SEAL;
        }
        if (!marked) {
            return null;
        }
        long least = Math.max(TraceFormat.FOOTER_FIXED_BYTES, Footer.announcedAt(file, position));
        if (least > end - position) {
            return looksInterrupted() ? Ending.CRASHED : Ending.CUT;
        }
        return Ending.BROKEN_SEAL;
    }

    /**
     * Whether the end looks like an interrupted write: at a multiple of a sector, or in zeros.
     */
    private boolean looksInterrupted() throws IOException {
        if (end % 512 == 0) {
            return true;
        }
        byte[] last = new byte[(int) Math.min(64, end - position)];
        if (last.length < 8 || !read(end - last.length, last, last.length)) {
            return false;
        }
        for (byte b : last) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The offset of the next complete block with a readable header; -1 when there is none. */
    private long findBlock(long from) throws IOException {
        long at = from;
        if (window.length == 0) {
            window = new byte[SEARCH_BYTES];
        }
        while (end - at >= TraceFormat.BLOCK_HEADER_BYTES) {
            if (at < windowAt || at + mark.length > windowAt + windowSize) {
                windowAt = at;
                windowSize = (int) Math.min(window.length, end - at);
                if (!read(at, window, windowSize)) {
                    at += windowSize;
                    windowSize = 0;
                    continue;
                }
            }
            int start = (int) (at - windowAt);
            for (int i = start; i + mark.length <= windowSize; i++) {
                if (window[i] == mark[0] && TraceFormat.matches(window, i, mark) && isBlock(windowAt + i)) {
                    return windowAt + i;
                }
            }
            at = windowAt + windowSize - mark.length + 1;
        }
        return -1;
    }

    private boolean isBlock(long offset) throws IOException {
        if (end - offset < head.length || !read(offset, head, head.length) || !BlockHeader.hasValidChecksum(head, 0)) {
            return false;
        }
        BlockHeader header = BlockHeader.decode(head);
        return header != null && header.size() <= end - offset;
    }

    private boolean read(long offset, byte[] into, int length) throws IOException {
        String failure = file.read(offset, into, 0, length);
        if (failure != null && unread == null) {
            unread = failure;
        }
        return failure == null;
    }

    /** Reads the rest, as far as possible, to distinguish an unreadable footer from a damaged one. */
    private void readRest() throws IOException {
        windowSize = 0;
        long at = position;
        while (at < end && read(at, window, (int) Math.min(window.length, end - at))) {
            at += window.length;
        }
    }

    /** Why a range could not be read, or otherwise what is wrong with its bytes. */
    private String orElse(String what) {
        String failure = unread;
        unread = null;
        return failure == null ? what : failure;
    }

    /** The ranges skipped since the last call. */
    List<Damage> takeDamage() {
        List<Damage> taken = damage;
        damage = new ArrayList<>();
        return taken;
    }

    /** How the file ends; known after the last block. */
    Ending ending() {
        return index != null || ending == null ? Ending.SEALED : ending;
    }

    /** Whether the blocks come from the footer's index. */
    boolean isIndexed() {
        return index != null;
    }
}
