// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.output.FormatCatalog;
import dev.gvtrace.replay.output.NamedFormat;
import java.util.Iterator;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The formats that an option {@code --format} offers: reads their names, and lists them for completion.
 *
 * @param <F> the kind of format
 */
public abstract class FormatChoice<F extends NamedFormat> implements ITypeConverter<F>, Iterable<String> {
    private final Supplier<FormatCatalog<F>> formats;

    /** A choice among these, which are loaded with each use. */
    protected FormatChoice(Supplier<FormatCatalog<F>> formats) {
        this.formats = formats;
    }

    @Override
    public final F convert(String name) {
        FormatCatalog<F> known = formats.get();
        F found = known.find(name);
        if (found == null) {
            throw new TypeConversionException("'" + name + "', expected " + String.join(", ", known.names()));
        }
        return found;
    }

    @Override
    public final Iterator<String> iterator() {
        return formats.get().names().iterator();
    }
}
