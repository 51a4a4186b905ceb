// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What two threads of a recorder share, under jcstress. In the package of what it tries, which nobody else needs to
 * see.
 */
package dev.gvtrace.capture.receive;
