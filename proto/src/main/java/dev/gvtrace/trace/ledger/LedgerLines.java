// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.trace.TraceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Splits a stream into lines. No line takes more memory than the maximum length. Not thread-safe.
 */
public final class LedgerLines {
    private final InputStream in;
    private final byte[] bytes;
    private final byte[] overflow;
    private String hash = LedgerLine.FIRST;
    private long length;
    private long number;
    private boolean finished;

    /** The lines of a ledger. */
    public LedgerLines(InputStream in) {
        this(in, LedgerLine.MOST_BYTES);
    }

    /** Lines that may be as long as this. */
    public LedgerLines(InputStream in, int mostBytes) {
        this.in = in;
        bytes = new byte[mostBytes];
        overflow = new byte[mostBytes];
    }

    /** Advances to the next line; false after the last. */
    public boolean next() throws IOException {
        MessageDigest sha = TraceFormat.sha256();
        length = 0;
        finished = false;
        int spilled = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                finished = true;
                break;
            }
            if (length < bytes.length) {
                bytes[(int) length] = (byte) b;
            } else {
                if (length == bytes.length) {
                    sha.update(bytes);
                }
                overflow[spilled++] = (byte) b;
                if (spilled == overflow.length) {
                    sha.update(overflow);
                    spilled = 0;
                }
            }
            length++;
        }
        if (!finished && length == 0) {
            return false;
        }
        number++;
        if (isTooLong()) {
            sha.update(overflow, 0, spilled);
        } else {
            sha.update(bytes, 0, (int) length);
        }
        sha.update((byte) '\n');
        hash = HexFormat.of().formatHex(sha.digest());
        return true;
    }

    /** The number of lines read, including this one. */
    public long number() {
        return number;
    }

    /** Contains the line, unless it is too long. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes of the line without its line feed. */
    public long length() {
        return length;
    }

    public boolean isTooLong() {
        return length > bytes.length;
    }

    /** Whether it ends with a line feed; only the last line may lack it. */
    public boolean isFinished() {
        return finished;
    }

    /** SHA-256 of the line and a line feed, hexadecimal. */
    public String hash() {
        return hash;
    }
}
