DROP TABLE avexra.syncs;
