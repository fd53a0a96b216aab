import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

/**
 * What Lucene's ArabicAnalyzer and BM25, both as they come, find in a collection.
 *
 * <pre>
 *   Ranked DOCUMENTS QUERIES RUN COUNT [PHRASE]
 * </pre>
 *
 * DOCUMENTS and QUERIES are lines of an id, a tab and a text. RUN takes lines of query, document
 * and score, best first, at most COUNT for each query. With PHRASE, a query of several words may match
 * as a phrase too, whose score is multiplied by that number.
 */
public final class Ranked {
  private static final String ID = "id";
  private static final String TEXT = "text";

  public static void main(String[] arguments) throws IOException {
    Analyzer analyzer = new ArabicAnalyzer();
    int count = Integer.parseInt(arguments[3]);
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
          String[] columns = line.split("\t", 2);
          Document document = new Document();
          document.add(new StringField(ID, columns[0], Field.Store.YES));
          document.add(new TextField(TEXT, columns[1], Field.Store.NO));
          writer.addDocument(document);
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory);
          BufferedWriter run = Files.newBufferedWriter(Path.of(arguments[2]))) {
        IndexSearcher searcher = new IndexSearcher(reader);
        QueryBuilder builder = new QueryBuilder(analyzer);
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
          String[] columns = line.split("\t", 2);
          Query query = builder.createBooleanQuery(TEXT, columns[1]);
          if (query == null) {
            continue;
          }
          if (arguments.length > 4) {
            query = withPhrase(query, builder.createPhraseQuery(TEXT, columns[1]), arguments[4]);
          }
          for (ScoreDoc found : searcher.search(query, count).scoreDocs) {
            String id = searcher.storedFields().document(found.doc).get(ID);
            run.write(columns[0] + "\t" + id + "\t" + found.score + "\n");
          }
        }
      }
    }
  }

  private static Query withPhrase(Query words, Query phrase, String boost) {
    return new BooleanQuery.Builder()
        .add(words, BooleanClause.Occur.SHOULD)
        .add(new BoostQuery(phrase, Float.parseFloat(boost)), BooleanClause.Occur.SHOULD)
        .build();
  }
}
