// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/**
 * What a record of a trace is. The codes are those of {@code FORMAT.md}; codes that are not listed here are skipped.
 */
public enum RecordKind {
    /** One packet from the Sentry, header included, byte for byte as received. */
    MESSAGE(1),
    /** Where the recording comes from; see {@link Opening}. */
    OPENING(2),
    /** Facts about the sandbox found on the host; see {@link Facts}. */
    FACTS(3),
    /** The output of {@code runsc trace procfs}, as printed. */
    PROCFS(4),
    /** Messages are missing here; see {@link Gap}. */
    GAP(5),
    /** A remark of the recorder or of a tool, UTF-8. */
    NOTE(6),
    /** Why the recording ended, and its totals; see {@link Closing}. */
    CLOSING(7);

    private static final RecordKind[] BY_CODE = new RecordKind[8];

    static {
        for (RecordKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The kind with this code, which the caller has checked to be 1 to 7. */
    public static RecordKind of(int code) {
        return BY_CODE[code];
    }
}
