// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * How classes from outside extend gvtrace: providers of fields, tables, rule syntaxes, alert formats and export formats
 * are found by {@link java.util.ServiceLoader}, and what they bring is filed by name. The interfaces of providers stand
 * beside what they extend, each with its catalogue; here is what all catalogues have in common. Extensions of the
 * public face come through a {@link dev.gvtrace.replay.provider.ProviderSource}.
 */
@NullMarked
package dev.gvtrace.replay.provider;

import org.jspecify.annotations.NullMarked;
