// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The command doctor: checks every step from a container's runtime to the trace on disk. {@link
 * dev.gvtrace.cli.capture.doctor.DoctorCommand} has the order; a class for each step has its checks, and prints them
 * through {@code Findings}. A check changes nothing on the host.
 */
@NullMarked
package dev.gvtrace.cli.capture.doctor;

import org.jspecify.annotations.NullMarked;
