import java.io.IOException;
import java.nio.file.*;
import java.util.*;

import mondrian.olap.*;

/**
 * Asks Mondrian saved questions: java Ask.java URL SCHEMA QUESTION...
 * Prints each answer as lines of tab-separated fields: the members of the rows, then the values of the columns.
 */
@SuppressWarnings("deprecation")
class Ask {
	public static void main(String[] args) throws IOException {
		Util.PropertyList connect = new Util.PropertyList();
		connect.put("Provider", "mondrian");
		connect.put("Jdbc", args[0]);
		connect.put("JdbcDrivers", "org.postgresql.Driver");
		connect.put("CatalogContent", Files.readString(Path.of(args[1])));
		Connection connection = DriverManager.getConnection(connect, null);

		for (int i = 2; i < args.length; i++) {
			Path question = Path.of(args[i]);
			print(question.getFileName().toString(), connection.execute(connection.parseQuery(Files.readString(question))));
		}
		connection.close();
	}

	static void print(String question, Result answer) {
		List<Position> columns = answer.getAxes()[0].getPositions(), rows = answer.getAxes()[1].getPositions();
		System.out.println(question + captions(columns));
		for (int row = 0; row < rows.size(); row++) {
			StringJoiner line = new StringJoiner("\t");
			rows.get(row).forEach(member -> line.add(member.getCaption()));
			for (int column = 0; column < columns.size(); column++) {
				Cell cell = answer.getCell(new int[] { column, row });
				line.add(cell.isNull() ? "" : cell.getFormattedValue());
			}
			System.out.println(line);
		}
		System.out.println();
	}

	static String captions(List<Position> positions) {
		StringBuilder captions = new StringBuilder();
		for (Position position : positions) {
			StringJoiner caption = new StringJoiner(", ");
			position.forEach(member -> caption.add(member.getCaption()));
			captions.append('\t').append(caption);
		}
		return captions.toString();
	}
}
