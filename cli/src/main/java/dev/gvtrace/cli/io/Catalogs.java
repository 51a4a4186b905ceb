// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.replay.export.ExportFormat;
import dev.gvtrace.replay.export.ExportFormats;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.replay.output.AlertFormats;
import dev.gvtrace.replay.output.FormatCatalog;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import dev.gvtrace.replay.table.TableCatalog;
import org.jspecify.annotations.Nullable;

/**
 * The catalogues of one run of the program: those of gvtrace and of providers on the class path. Each is loaded on
 * first use, so that a command loads only the providers that it needs. A provider that cannot be used ends the command
 * with exit code 2. Not thread-safe.
 */
public final class Catalogs {
    private @Nullable EventBinding binding;
    private @Nullable RuleSyntaxCatalog syntaxes;
    private @Nullable TableCatalog tables;

    /** Creates catalogues; none is loaded yet. */
    public Catalogs() {}

    /** Something that calls providers. */
    @FunctionalInterface
    public interface ProviderCall<T> {
        /** Calls them. */
        T run() throws ProviderException;
    }

    /** Calls providers; one that cannot be used ends the command. */
    public static <T> T require(ProviderCall<T> call) {
        try {
            return call.run();
        } catch (ProviderException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** The fields of events. */
    public EventBinding binding() {
        EventBinding known = binding;
        if (known == null) {
            known = require(EventBinding::load);
            binding = known;
        }
        return known;
    }

    /** The syntaxes of rule files. */
    public RuleSyntaxCatalog syntaxes() {
        RuleSyntaxCatalog known = syntaxes;
        if (known == null) {
            known = require(RuleSyntaxCatalog::load);
            syntaxes = known;
        }
        return known;
    }

    /** The tables that can be queried. */
    public TableCatalog tables() {
        TableCatalog known = tables;
        if (known == null) {
            known = require(() -> TableCatalog.load(binding()));
            tables = known;
        }
        return known;
    }

    /** The formats of alerts; loaded with each call. */
    public FormatCatalog<AlertFormat> alertFormats() {
        return require(AlertFormats::load);
    }

    /** The formats of exports; loaded with each call. */
    public FormatCatalog<ExportFormat> exportFormats() {
        return require(ExportFormats::load);
    }
}
