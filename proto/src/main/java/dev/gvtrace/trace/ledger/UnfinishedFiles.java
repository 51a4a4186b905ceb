// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.text.Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** The files that the recorder of a directory writes, if it still runs. */
public final class UnfinishedFiles {
    private UnfinishedFiles() {}

    /**
     * The names of the files that were begun since the last recorder started and of which no line reports the end; none
     * without a ledger.
     *
     * @throws IOException when the ledger cannot be read
     */
    public static Set<Text> of(Path directory) throws IOException {
        Set<Text> names = new HashSet<>();
        Path ledger = directory.resolve(LedgerWriter.FILE_NAME);
        try (FileChannel channel =
                        FileChannel.open(ledger, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
            LedgerLines lines = new LedgerLines(in);
            while (lines.next()) {
                if (!lines.isTooLong()) {
                    apply(lines, names);
                }
            }
        } catch (NoSuchFileException e) {
            return Set.of();
        }
        return names;
    }

    private static void apply(LedgerLines lines, Set<Text> names) {
        LedgerEvent event;
        try {
            event = LedgerLine.decode(lines.bytes(), (int) lines.length()).event();
        } catch (LedgerLine.MalformedException e) {
            return;
        }
        if (event instanceof LedgerEvent.Started) {
            names.clear();
        } else if (event instanceof LedgerEvent.Begun begun) {
            names.add(begun.file());
        } else if (event instanceof LedgerEvent.Rotated rotated) {
            names.add(rotated.file());
        } else if (event instanceof LedgerEvent.Sealed sealed) {
            names.remove(sealed.file());
        } else if (event instanceof LedgerEvent.Unsealed unsealed) {
            names.remove(unsealed.file());
        }
    }
}
