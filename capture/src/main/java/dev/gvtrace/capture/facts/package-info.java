// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Facts about a sandbox that its stream lacks, read on the host: the runsc that connected, the container's bundle, and
 * Docker's data about the container. Everything runs on threads of its own, with time limits. Recording these facts
 * belongs to {@code capture}. Their JSON is written by Jackson, so that no byte of a name is lost.
 */
@NullMarked
package dev.gvtrace.capture.facts;

import org.jspecify.annotations.NullMarked;
