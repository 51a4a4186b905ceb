// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/** Finds what a value of {@code --format} names. */
public final class FormatNames {
    private FormatNames() {}

    /**
     * The format that was found.
     *
     * @param found null if the name stands for none
     * @param names all that may be given
     * @throws TypeConversionException if there is none
     */
    public static <T> T require(String name, @Nullable T found, List<String> names) {
        if (found == null) {
            throw new TypeConversionException("'" + name + "', expected " + String.join(", ", names));
        }
        return found;
    }
}
