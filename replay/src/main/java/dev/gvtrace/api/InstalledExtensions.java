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
import java.util.function.Function;

/** The extensions on the class path, as the providers that catalogues take. */
final class InstalledExtensions {
    private InstalledExtensions() {}

    /** The entry of {@code META-INF/services}: public as {@link java.util.ServiceLoader} asks for it, and hidden. */
    public static final class Source implements ProviderSource {
        /** For the loader. */
        public Source() {}

        @Override
        public <P> List<P> installed(Class<P> type, String what) throws ProviderException {
            if (type == FieldProvider.class) {
                return adapted(type, FieldExtension.class, what, FieldAdapter::new);
            } else if (type == TableProvider.class) {
                return adapted(type, TableExtension.class, what, TableAdapter::new);
            } else if (type == RuleSyntax.class) {
                return adapted(type, RuleSyntaxExtension.class, what, RuleSyntaxAdapter::new);
            } else if (type == AlertFormat.class) {
                return adapted(type, AlertFormatExtension.class, what, AlertFormatAdapter::new);
            } else if (type == ExportFormat.class) {
                return adapted(type, ExportFormatExtension.class, what, ExportFormatAdapter::new);
            }
            return List.of();
        }
    }

    private static <E, P> List<P> adapted(Class<P> type, Class<E> extension, String what, Function<E, ?> adapter)
            throws ProviderException {
        List<P> adapted = new ArrayList<>();
        for (E each : Providers.installed(extension, what)) {
            adapted.add(type.cast(adapter.apply(each)));
        }
        return adapted;
    }
}
