import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.StringDocValuesReaderState;
import org.apache.lucene.facet.StringValueFacetCounts;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene as a peer: one thread, its ArabicAnalyzer, positions, stored text.
 *
 * <pre>
 *   Measure build CORPUS INDEX               documents a second, from the start of the JVM
 *   Measure first INDEX QUESTIONS            one answer, then the end
 *   Measure ask INDEX QUESTIONS COUNT ROUNDS KINDS   times of each question, and the answers
 * </pre>
 *
 * CORPUS is JSON Lines of strings; QUESTIONS are lines of tab-separated columns: text, phrase,
 * prefix, first day, last day (as yyyymmdd). What is measured is printed as one line of JSON.
 */
public final class Measure {
  private static final int TOP = 10;
  private static final int SOURCES = 100;
  private static final int WARM_UP = 2;
  private static final String FIELD = "text";

  private record Question(String text, String phrase, String prefix, int first, int last) {}

  private record Answer(long total, List<String> ids, List<Float> scores, Map<String, Long> facets) {}

  private interface Asked {
    Answer answer() throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    switch (arguments[0]) {
      case "build" -> out.println(build(Path.of(arguments[1]), Path.of(arguments[2])));
      case "first" -> out.println(first(Path.of(arguments[1]), Path.of(arguments[2])));
      case "ask" ->
          ask(
              Path.of(arguments[1]),
              Path.of(arguments[2]),
              Integer.parseInt(arguments[3]),
              Integer.parseInt(arguments[4]),
              arguments[5].split(","),
              out);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    out.flush();
  }

  // Building

  private static String build(Path corpus, Path index) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(new ArabicAnalyzer());
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setUseCompoundFile(false);
    config.setRAMBufferSizeMB(256);
    config.getMergePolicy().setNoCFSRatio(0);
    int documents = 0;
    double committed;
    try (MMapDirectory directory = new MMapDirectory(index);
        IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader lines = Files.newBufferedReader(corpus)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        writer.addDocument(document(strings(line)));
        documents++;
      }
      writer.commit();
      committed = sinceStart();
      writer.forceMerge(1);
      writer.commit();
    }
    return "{\"documents\": %d, \"committed\": %.3f, \"merged\": %.3f}"
        .formatted(documents, committed, sinceStart());
  }

  private static double sinceStart() {
    long start = ManagementFactory.getRuntimeMXBean().getStartTime();
    return (System.currentTimeMillis() - start) / 1000.0;
  }

  private static Document document(Map<String, String> record) {
    Document document = new Document();
    byte[] id = record.get("_id").getBytes(StandardCharsets.UTF_8);
    document.add(new StringField("id", record.get("_id"), Field.Store.YES));
    document.add(new BinaryDocValuesField("name", new BytesRef(id)));
    document.add(new TextField("title", record.get("title"), Field.Store.YES));
    document.add(new TextField(FIELD, record.get("text"), Field.Store.YES));
    document.add(new KeywordField("source", record.get("source"), Field.Store.YES));
    int day = Integer.parseInt(record.get("date").replace("-", ""));
    document.add(new IntField("date", day, Field.Store.NO));
    document.add(new StoredField("date", day));
    return document;
  }

  /** The strings of one flat JSON object, names and values in turn. */
  private static Map<String, String> strings(String line) {
    Map<String, String> found = new LinkedHashMap<>();
    String name = null;
    StringBuilder text = new StringBuilder();
    int at = line.indexOf('"');
    while (at >= 0) {
      text.setLength(0);
      for (at++; line.charAt(at) != '"'; at++) {
        char letter = line.charAt(at);
        if (letter == '\\') {
          letter = line.charAt(++at);
          switch (letter) {
            case 'n' -> letter = '\n';
            case 't' -> letter = '\t';
            case 'r' -> letter = '\r';
            case 'b' -> letter = '\b';
            case 'f' -> letter = '\f';
            case 'u' -> {
              letter = (char) Integer.parseInt(line.substring(at + 1, at + 5), 16);
              at += 4;
            }
            default -> {}
          }
        }
        text.append(letter);
      }
      if (name == null) {
        name = text.toString();
      } else {
        found.put(name, text.toString());
        name = null;
      }
      at = line.indexOf('"', at + 1);
    }
    return found;
  }

  // Asking

  private static String first(Path index, Path questions) throws IOException {
    Question question = questions(questions).get(0);
    try (MMapDirectory directory = new MMapDirectory(index);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      Query query = anyOf(terms(question.text()));
      return json(asked("total", searcher(reader), query, question).answer());
    }
  }

  private static void ask(
      Path index, Path path, int count, int rounds, String[] kinds, PrintStream out)
      throws IOException {
    List<Question> all = questions(path);
    List<Question> questions = all.subList(0, Math.min(count, all.size()));
    try (MMapDirectory directory = new MMapDirectory(index);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = searcher(reader);
      String between = "{";
      for (String kind : kinds) {
        List<Asked> prepared = new ArrayList<>();
        for (Question question : questions) {
          prepared.add(asked(kind, searcher, query(kind, question), question));
        }
        out.print(between + "\"" + kind + "\": {\"answers\": [");
        for (int number = 0; number < prepared.size(); number++) {
          out.print((number == 0 ? "" : ", ") + json(prepared.get(number).answer()));
        }
        out.print("], \"nanoseconds\": [");
        for (int round = -WARM_UP; round < rounds; round++) {
          StringBuilder times = new StringBuilder(round <= 0 ? "[" : ", [");
          for (int number = 0; number < prepared.size(); number++) {
            long began = System.nanoTime();
            prepared.get(number).answer();
            times.append(number == 0 ? "" : ", ").append(System.nanoTime() - began);
          }
          if (round >= 0) {
            out.print(times.append("]"));
          }
        }
        out.print("]}");
        between = ", ";
      }
      out.println("}");
    }
  }

  private static IndexSearcher searcher(IndexReader reader) {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null); // the same questions are asked again and again
    return searcher;
  }

  private static Query query(String kind, Question question) throws IOException {
    Query words = anyOf(terms(question.text()));
    return switch (kind) {
      case "top", "total", "facets" -> words;
      case "filter" ->
          new BooleanQuery.Builder()
              .add(words, Occur.MUST)
              .add(IntField.newRangeQuery("date", question.first(), question.last()), Occur.FILTER)
              .build();
      case "phrase" -> {
        String[] phrase = terms(question.phrase()).toArray(new String[0]);
        yield phrase.length == 0 ? new MatchNoDocsQuery() : new PhraseQuery(FIELD, phrase);
      }
      case "prefix" -> new PrefixQuery(new Term(FIELD, question.prefix()));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Asked asked(
      String kind, IndexSearcher searcher, Query query, Question question) throws IOException {
    if (kind.equals("top")) {
      return () -> answer(searcher, searcher.search(query, TOP), Map.of());
    }
    if (kind.equals("facets")) {
      StringDocValuesReaderState state =
          new StringDocValuesReaderState(searcher.getIndexReader(), "source");
      return () -> {
        FacetsCollectorManager.FacetsResult result =
            FacetsCollectorManager.search(searcher, query, TOP, new FacetsCollectorManager());
        FacetsCollector collected = result.facetsCollector();
        FacetResult counted = new StringValueFacetCounts(state, collected).getTopChildren(SOURCES, "source");
        Map<String, Long> facets = new LinkedHashMap<>();
        if (counted != null) {
          for (var each : counted.labelValues) {
            facets.put(each.label, each.value.longValue());
          }
        }
        return answer(searcher, result.topDocs(), facets);
      };
    }
    return () ->
        answer(
            searcher,
            searcher.search(
                query, new TopScoreDocCollectorManager(TOP, null, Integer.MAX_VALUE)),
            Map.of());
  }

  private static Answer answer(IndexSearcher searcher, TopDocs found, Map<String, Long> facets)
      throws IOException {
    List<String> ids = new ArrayList<>();
    List<Float> scores = new ArrayList<>();
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    for (ScoreDoc each : found.scoreDocs) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(each.doc, leaves));
      BinaryDocValues names = leaf.reader().getBinaryDocValues("name");
      names.advanceExact(each.doc - leaf.docBase);
      ids.add(names.binaryValue().utf8ToString());
      scores.add(each.score);
    }
    return new Answer(found.totalHits.value(), ids, scores, facets);
  }

  private static Query anyOf(Set<String> terms) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    terms.forEach(term -> query.add(new TermQuery(new Term(FIELD, term)), Occur.SHOULD));
    return query.build();
  }

  private static Set<String> terms(String text) throws IOException {
    Set<String> terms = new LinkedHashSet<>();
    try (Analyzer analyzer = new ArabicAnalyzer();
        TokenStream stream = analyzer.tokenStream(FIELD, text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    }
    return terms;
  }

  private static List<Question> questions(Path path) throws IOException {
    List<Question> questions = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      String[] part = line.split("\t", -1);
      questions.add(
          new Question(
              part[0], part[1], part[2], Integer.parseInt(part[3]), Integer.parseInt(part[4])));
    }
    return questions;
  }

  // One line of JSON

  private static String json(Answer answer) {
    StringBuilder line = new StringBuilder("{\"total\": ").append(answer.total());
    line.append(", \"ids\": [");
    for (int at = 0; at < answer.ids().size(); at++) {
      line.append(at == 0 ? "" : ", ").append(quoted(answer.ids().get(at)));
    }
    line.append("], \"scores\": ").append(answer.scores()).append(", \"facets\": {");
    String between = "";
    for (Map.Entry<String, Long> facet : answer.facets().entrySet()) {
      line.append(between).append(quoted(facet.getKey())).append(": ").append(facet.getValue());
      between = ", ";
    }
    return line.append("}}").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
