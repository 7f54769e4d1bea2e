DROP TABLE avexra.written_models;
