// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.Addresses;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a value and writes it into the current row of a batch; nothing if there is none.
 *
 * @param <S> what a row is made of
 */
interface CellWriter<S> {
    /** Writes the cell. */
    void write(S subject, RowBatch batch, int column);

    /**
     * Makes the writer for an extractor.
     *
     * @param <S> what a row is made of
     */
    final class Maker<S> implements Extractor.Visitor<S, CellWriter<S>> {
        private final NumberValue number = new NumberValue();

        @Override
        public CellWriter<S> text(Extractor.OfText<S> extractor) {
            return (subject, batch, column) -> {
                String text = extractor.text(subject);
                if (text != null) {
                    batch.set(column, text);
                }
            };
        }

        @Override
        public CellWriter<S> number(Extractor.OfNumber<S> extractor) {
            return (subject, batch, column) -> {
                if (extractor.number(subject, number)) {
                    batch.set(column, number.value);
                }
            };
        }

        @Override
        public CellWriter<S> decimal(Extractor.OfDecimal<S> extractor) {
            return (subject, batch, column) -> {
                double value = extractor.decimal(subject);
                if (!Double.isNaN(value)) {
                    batch.set(column, value);
                }
            };
        }

        @Override
        public CellWriter<S> address(Extractor.OfAddress<S> extractor) {
            return (subject, batch, column) -> {
                byte[] address = extractor.address(subject);
                if (address != null) {
                    batch.set(column, address);
                }
            };
        }

        @Override
        public CellWriter<S> texts(Extractor.OfTexts<S> extractor) {
            return (subject, batch, column) -> {
                List<String> texts = extractor.texts(subject);
                if (texts != null) {
                    batch.set(column, texts);
                }
            };
        }

        /** Several values become a list of texts. */
        @Override
        public CellWriter<S> any(Extractor.OfAny<S> extractor) {
            return (subject, batch, column) -> {
                int count = extractor.count(subject);
                if (count > 0) {
                    List<String> texts = new ArrayList<>(count);
                    new Texts<>(subject, number, texts).any(extractor);
                    batch.set(column, texts);
                }
            };
        }
    }

    /**
     * Adds the text of a value to a list; nothing if there is none.
     *
     * @param <S> what a row is made of
     */
    record Texts<S>(S subject, NumberValue number, List<String> texts) implements Extractor.Visitor<S, Boolean> {
        @Override
        public Boolean text(Extractor.OfText<S> extractor) {
            String text = extractor.text(subject);
            return text != null && texts.add(text);
        }

        @Override
        public Boolean number(Extractor.OfNumber<S> extractor) {
            return extractor.number(subject, number) && texts.add(Long.toString(number.value));
        }

        @Override
        public Boolean decimal(Extractor.OfDecimal<S> extractor) {
            double value = extractor.decimal(subject);
            return !Double.isNaN(value) && texts.add(Double.toString(value));
        }

        @Override
        public Boolean address(Extractor.OfAddress<S> extractor) {
            byte[] address = extractor.address(subject);
            return address != null && texts.add(Addresses.text(address));
        }

        @Override
        public Boolean texts(Extractor.OfTexts<S> extractor) {
            List<String> list = extractor.texts(subject);
            return list != null && texts.addAll(list);
        }

        @Override
        public Boolean any(Extractor.OfAny<S> extractor) {
            boolean added = false;
            for (int i = 0; i < extractor.count(subject); i++) {
                added |= extractor.at(i).accept(this);
            }
            return added;
        }
    }
}
