import java.sql.*;

/**
 * What a JDBC client learns of views: java Columns.java URL VIEW...
 * A line per column: view, column, type name, class of the values, length of the description.
 */
class Columns {
	public static void main(String[] args) throws SQLException {
		try (Connection connection = DriverManager.getConnection(args[0])) {
			for (int i = 1; i < args.length; i++)
				try (ResultSet column = connection.getMetaData().getColumns(null, "public", args[i], null);
					Statement statement = connection.createStatement();
					ResultSet rows = statement.executeQuery("SELECT * FROM " + args[i])) {
					while (column.next()) {
						String name = column.getString("COLUMN_NAME"), remarks = column.getString("REMARKS");
						ResultSetMetaData type = rows.getMetaData();
						System.out.println(String.join("\t", args[i], name, JDBCType.valueOf(column.getInt("DATA_TYPE")).getName(),
							type.getColumnClassName(rows.findColumn(name)), column.getString("COLUMN_SIZE") + "," + column.getString("DECIMAL_DIGITS"),
							remarks == null ? "" : remarks));
					}
				}
		}
	}
}
