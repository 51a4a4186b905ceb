// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** Converts schemas to those of this package. */
final class Schemas {
    private Schemas() {}

    static TableSchema of(dev.gvtrace.replay.table.TableSchema schema) {
        return new TableSchema(
                schema.name(),
                schema.description(),
                schema.columns().stream()
                        .map(column -> new Column(column.name(), type(column.type()), column.description()))
                        .toList());
    }

    /** A schema as catalogues have it. */
    static dev.gvtrace.replay.table.TableSchema internal(TableSchema schema) {
        return new dev.gvtrace.replay.table.TableSchema(
                schema.name(),
                schema.description(),
                schema.columns().stream()
                        .map(column -> new dev.gvtrace.replay.table.Column(
                                column.name(), type(column.type()), column.description()))
                        .toList());
    }

    static dev.gvtrace.replay.table.ColumnType type(ColumnType type) {
        return switch (type) {
            case BOOL -> dev.gvtrace.replay.table.ColumnType.BOOL;
            case INT64 -> dev.gvtrace.replay.table.ColumnType.INT64;
            case UINT64 -> dev.gvtrace.replay.table.ColumnType.UINT64;
            case DOUBLE -> dev.gvtrace.replay.table.ColumnType.DOUBLE;
            case TEXT -> dev.gvtrace.replay.table.ColumnType.TEXT;
            case BYTES -> dev.gvtrace.replay.table.ColumnType.BYTES;
            case TIME -> dev.gvtrace.replay.table.ColumnType.TIME;
            case DURATION -> dev.gvtrace.replay.table.ColumnType.DURATION;
            case ADDRESS -> dev.gvtrace.replay.table.ColumnType.ADDRESS;
            case TEXT_LIST -> dev.gvtrace.replay.table.ColumnType.TEXT_LIST;
        };
    }

    private static ColumnType type(dev.gvtrace.replay.table.ColumnType type) {
        return switch (type) {
            case BOOL -> ColumnType.BOOL;
            case INT64 -> ColumnType.INT64;
            case UINT64 -> ColumnType.UINT64;
            case DOUBLE -> ColumnType.DOUBLE;
            case TEXT -> ColumnType.TEXT;
            case BYTES -> ColumnType.BYTES;
            case TIME -> ColumnType.TIME;
            case DURATION -> ColumnType.DURATION;
            case ADDRESS -> ColumnType.ADDRESS;
            case TEXT_LIST -> ColumnType.TEXT_LIST;
        };
    }
}
