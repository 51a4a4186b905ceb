// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * How classes from outside extend gvtrace: providers of fields, tables, rule syntaxes, alert formats and export formats
 * are found by {@link java.util.ServiceLoader}, and their objects are looked up by name. The interfaces of providers
 * are in the packages that they extend, each with its catalogue; this package has what all catalogues share. Extensions
 * of the public API come through a {@link dev.gvtrace.replay.provider.ProviderSource}.
 */
@NullMarked
package dev.gvtrace.replay.provider;

import org.jspecify.annotations.NullMarked;
