// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as the query shell takes them. */
public final class MomentConverter implements ITypeConverter<Moment> {
    @Override
    public Moment convert(String text) {
        try {
            return Moment.parse(text);
        } catch (RequestException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
