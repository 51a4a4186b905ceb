// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code syscalls.txt}, once, on first use. The first lines of that file describe its columns. */
final class SyscallData {
    // These sets have the same order in every run.
    static final Set<Architecture> BOTH = Collections.unmodifiableSet(EnumSet.allOf(Architecture.class));
    private static final Set<Architecture> X86_64_ONLY = Collections.unmodifiableSet(EnumSet.of(Architecture.X86_64));

    static final List<Row> ROWS = read();

    /**
     * One system call.
     *
     * @param x86 its number on x86_64, or -1 if it has none
     * @param arm its number on arm64, or -1 if it has none
     * @param type the type of its messages, or null if it has raw ones only
     * @param since the first release with points for it; if it has raw ones only, the first release that has the call
     */
    record Row(String name, int x86, int arm, @Nullable MessageType type, List<OptionalField> optional, Release since) {
        int number(Architecture architecture) {
            return switch (architecture) {
                case X86_64 -> x86;
                case ARM64 -> arm;
            };
        }

        /** The architectures with this call; no call exists on arm64 only. */
        Set<Architecture> architectures() {
            return arm < 0 ? X86_64_ONLY : BOTH;
        }
    }

    private SyscallData() {}

    private static List<Row> read() {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SyscallData.class.getResourceAsStream("syscalls.txt")),
                StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.charAt(0) != '#') {
                    rows.add(row(line.split(" ", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(rows);
    }

    private static Row row(String[] columns) {
        MessageType type = columns.length > 3 && !columns[3].equals("-") ? MessageType.valueOf(columns[3]) : null;
        List<OptionalField> optional = columns.length > 4 ? optional(columns[4]) : List.of();
        Release since = type == null ? MessageType.SYSCALL_RAW.since() : type.since();
        if (columns.length > 5) {
            since = new Release(Integer.parseInt(columns[5]));
        }
        return new Row(columns[0], number(columns[1]), number(columns[2]), type, optional, since);
    }

    private static int number(String column) {
        return column.equals("-") ? -1 : Integer.parseInt(column);
    }

    private static List<OptionalField> optional(String column) {
        List<OptionalField> fields = new ArrayList<>();
        for (String label : column.split(",", -1)) {
            OptionalField field = OptionalField.ofLabel(label);
            if (field != null) {
                fields.add(field);
            }
        }
        return List.copyOf(fields);
    }
}
