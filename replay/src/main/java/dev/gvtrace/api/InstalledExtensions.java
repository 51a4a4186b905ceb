// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.extension.AlertFormatExtension;
import dev.gvtrace.api.extension.ExportFormatExtension;
import dev.gvtrace.api.extension.FieldExtension;
import dev.gvtrace.api.extension.RuleSyntaxExtension;
import dev.gvtrace.api.extension.TableExtension;
import dev.gvtrace.replay.export.ExportFormat;
import dev.gvtrace.replay.field.FieldProvider;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.ProviderSource;
import dev.gvtrace.replay.provider.Providers;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.table.TableProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extensions on the class path, as the providers that catalogues take. */
final class InstalledExtensions {
    private InstalledExtensions() {}

    /** The entry of {@code META-INF/services}: public as {@link java.util.ServiceLoader} asks for it, and hidden. */
    public static final class Source implements ProviderSource {
        /** For the loader. */
        public Source() {}

        @Override
        public <P> List<P> installed(Class<P> type, String what) throws ProviderException {
            Class<?> kind = kind(type);
            if (kind == null) {
                return List.of();
            }
            List<P> adapted = new ArrayList<>();
            for (Object extension : Providers.installed(kind, what)) {
                adapted.add(type.cast(adapter(type, extension)));
            }
            return adapted;
        }
    }

    /** The extensions that become providers of a type; null if there are none. */
    private static @Nullable Class<?> kind(Class<?> type) {
        if (type == FieldProvider.class) {
            return FieldExtension.class;
        } else if (type == TableProvider.class) {
            return TableExtension.class;
        } else if (type == RuleSyntax.class) {
            return RuleSyntaxExtension.class;
        } else if (type == AlertFormat.class) {
            return AlertFormatExtension.class;
        }
        return type == ExportFormat.class ? ExportFormatExtension.class : null;
    }

    /** The provider of a type that stands for an extension. No adapter is loaded before there is an extension. */
    private static Object adapter(Class<?> type, Object extension) {
        if (type == FieldProvider.class) {
            return new FieldAdapter((FieldExtension) extension);
        } else if (type == TableProvider.class) {
            return new TableAdapter((TableExtension) extension);
        } else if (type == RuleSyntax.class) {
            return new RuleSyntaxAdapter((RuleSyntaxExtension) extension);
        } else if (type == AlertFormat.class) {
            return new AlertFormatAdapter((AlertFormatExtension) extension);
        }
        return new ExportFormatAdapter((ExportFormatExtension) extension);
    }
}
