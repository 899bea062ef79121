package io.distcomp.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.AsciiTableBuilder;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A table of plain columns without rules. Built and printed by one verb. */
final class Table<T> {

  private static final int NARROWEST = 6;
  private static final int UNBOUNDED = 1_000_000;

  private final List<ColumnData<T>> columns = new ArrayList<>();

  Table<T> left(String header, Function<T, String> cell) {
    return add(header, HorizontalAlign.LEFT, cell);
  }

  /** For numbers. */
  Table<T> right(String header, Function<T, String> cell) {
    return add(header, HorizontalAlign.RIGHT, cell);
  }

  /** For a terminal that is {@code width} wide, header first; the widest cells are cut to fit. */
  List<String> lines(List<T> rows, int width) {
    return trimmed(builder(rows).maxTableWidth(Math.max(width, columns.size() * NARROWEST)));
  }

  /** With nothing cut, for files and programs. */
  List<String> lines(List<T> rows) {
    return trimmed(builder(rows));
  }

  void print(Console console, List<T> rows) {
    List<String> lines =
        console.outIsTerminal() ? lines(rows, console.width().getAsInt()) : lines(rows);
    lines.forEach(console.out()::println);
  }

  private AsciiTableBuilder builder(List<T> rows) {
    return AsciiTable.builder()
        .border(AsciiTable.NO_BORDERS)
        .lineSeparator("\n")
        .data(rows, columns);
  }

  /** The library leaves a space on both sides of each cell. */
  private static List<String> trimmed(AsciiTableBuilder table) {
    return table.asString().lines().map(line -> line.substring(1).stripTrailing()).toList();
  }

  private Table<T> add(String header, HorizontalAlign align, Function<T, String> cell) {
    Column column =
        new Column()
            .header(header)
            .headerAlign(align)
            .dataAlign(align)
            .maxWidth(UNBOUNDED, OverflowBehaviour.ELLIPSIS_RIGHT);
    columns.add(column.with(row -> Escape.line(cell.apply(row))));
    return this;
  }
}
