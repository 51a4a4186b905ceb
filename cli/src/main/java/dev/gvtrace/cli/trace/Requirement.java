// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.Verdict;
import dev.gvtrace.api.Verification;
import dev.gvtrace.api.Verification.Subject;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A required result of a verification. */
enum Requirement {
    INTACT,
    AUTHENTIC,
    COMPLETE,
    /** That each directory has a ledger, and that it meets the others. */
    LEDGER,
    /** That each file of a recording is under a time stamp that counts. */
    STAMPED;

    /** Takes a word, in any case. */
    static final class Converter implements ITypeConverter<Requirement> {
        @Override
        public Requirement convert(String word) {
            try {
                return valueOf(word.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + word + "', expected intact, authentic, complete or ledger, or with --stamp stamped");
            }
        }
    }

    /** What is required by default. */
    static Set<Requirement> usual(boolean proofAsked) {
        return proofAsked ? EnumSet.of(INTACT, AUTHENTIC, COMPLETE) : EnumSet.of(INTACT, COMPLETE);
    }

    static boolean isMet(Set<Requirement> required, Verification found) {
        return (found.intact() == Verdict.YES || !required.contains(INTACT))
                && (found.authentic() == Verdict.YES || !required.contains(AUTHENTIC))
                && (found.complete() == Verdict.YES || !required.contains(COMPLETE))
                && (!required.contains(STAMPED) || found.subject() != Subject.RECORDING || isStamped(found));
    }

    private static boolean isStamped(Verification recording) {
        return !recording.details().isEmpty()
                && recording.details().stream()
                        .allMatch(file -> file.stamp() != null && file.stamp().counts());
    }
}
