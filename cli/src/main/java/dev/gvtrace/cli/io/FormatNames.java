// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.output.FormatCatalog;
import dev.gvtrace.replay.output.NamedFormat;
import picocli.CommandLine.TypeConversionException;

/** Finds what a value of {@code --format} names. */
public final class FormatNames {
    private FormatNames() {}

    /**
     * The format of that name.
     *
     * @throws TypeConversionException if there is none
     */
    public static <F extends NamedFormat> F require(String name, FormatCatalog<F> formats) {
        F found = formats.find(name);
        if (found == null) {
            throw new TypeConversionException("'" + name + "', expected " + String.join(", ", formats.names()));
        }
        return found;
    }
}
