// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.io.Catalogs;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the converters and candidates that options name by class; a constructor that takes catalogues gets them. */
final class CatalogFactory implements IFactory {
    private final Catalogs catalogs;

    CatalogFactory(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            Class<?>[] parameters = constructor.getParameterTypes();
            if (parameters.length == 1 && parameters[0] == Catalogs.class) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(catalogs));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
