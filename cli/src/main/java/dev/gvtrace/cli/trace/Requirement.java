// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.Verdict;
import dev.gvtrace.api.Verification;
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
    LEDGER;

    /** Takes a word, in any case. */
    static final class Converter implements ITypeConverter<Requirement> {
        @Override
        public Requirement convert(String word) {
            try {
                return valueOf(word.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + word + "', expected intact, authentic, complete or ledger");
            }
        }
    }

    /** What is required by default. */
    static Set<Requirement> usual(boolean keyGiven) {
        return keyGiven ? EnumSet.of(INTACT, AUTHENTIC, COMPLETE) : EnumSet.of(INTACT, COMPLETE);
    }

    static boolean isMet(Set<Requirement> required, Verification found) {
        return (found.intact() == Verdict.YES || !required.contains(INTACT))
                && (found.authentic() == Verdict.YES || !required.contains(AUTHENTIC))
                && (found.complete() == Verdict.YES || !required.contains(COMPLETE));
    }
}
